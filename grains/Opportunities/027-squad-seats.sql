-- Seats that a squad booked and nobody has joined for yet: they are taken as a registration's are. One row for each booking, kept when it is
-- used up, so that a booking that comes again is known. The shift is named without a reference: tables of sign-ups have higher numbers.
create table seat_hold (
  booking_id     text        primary key,
  squad_id       text        not null,
  opportunity_id text        not null,
  shift_id       text        not null,
  booked_by      text        not null,
  booked         int         not null check (booked >= 0), -- seats of the booking now, joined ones included
  held           int         not null check (held >= 0),   -- of them those that wait for somebody to join
  booked_at      timestamptz not null,
  lapsed_at      timestamptz null,                         -- from then on nothing comes back to it
  constraint seat_hold_within_booking check (held <= booked)
);
create index seat_hold_opportunity on seat_hold (opportunity_id);

-- taken of the shift follows, inside of the same transaction, whoever writes.
create function seat_hold_counts() returns trigger language plpgsql as $$
begin
  update shift set taken = taken + new.held - case when tg_op = 'UPDATE' then old.held else 0 end where id = new.shift_id;
  return null;
end $$;
create trigger seat_hold_inserted after insert on seat_hold for each row when (new.held > 0) execute function seat_hold_counts();
create trigger seat_hold_changed after update on seat_hold for each row when (new.held <> old.held) execute function seat_hold_counts();

-- Which registrations took a seat of a booking, and by which invitation.
create table booked_seat (
  registration_id text primary key,
  opportunity_id  text not null,
  booking_id      text null, -- none: given back, or taken again without a squad
  invitation_id   text null,
  moves           int  not null  -- changes of the registration that its booking has heard of
);
create index booked_seat_opportunity on booked_seat (opportunity_id);
create index booked_seat_booking on booked_seat (booking_id) where booking_id is not null;
