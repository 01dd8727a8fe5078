-- The seats of a shift. The grain decides who gets one; this table makes a wrong decision impossible to store.
create table shift (
  id             text        primary key,
  opportunity_id text        not null,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  seats          int         null,
  taken          int         not null default 0,
  constraint shift_seats_positive check (seats > 0),
  constraint shift_ends_after_start check (ends_at > starts_at),
  constraint shift_never_overbooked check (taken >= 0 and (seats is null or taken <= seats))
) with (fillfactor = 50);
create index shift_opportunity on shift (opportunity_id);

-- One row per person and shift: its id is made from both, so a person cannot hold two seats of a shift.
create table registration (
  id                  text        primary key,
  opportunity_id      text        not null,
  shift_id            text        not null references shift,
  user_id             text        not null,
  name                text        not null,
  status              text        not null check (status in ('CONFIRMED', 'CANCELLED', 'ATTENDED', 'NO_SHOW')),
  registered_at       timestamptz not null,
  cancelled_at        timestamptz null,
  cancellation_reason text        null,
  check_in_method     text        null,
  checked_in_at       timestamptz null,
  checked_in_by       text        null,
  checked_out_at      timestamptz null,
  minutes             int         null,
  constraint registration_one_seat_each unique (shift_id, user_id),
  constraint registration_out_after_in check (checked_out_at is null or checked_out_at >= checked_in_at)
) with (fillfactor = 45);
create index registration_opportunity on registration (opportunity_id);
create index registration_user on registration (user_id, registered_at desc);

-- taken follows the registrations inside their own transaction, whoever writes them. New rows are counted once per statement; of changed
-- rows only those that take or free a seat call anything, so that a check-in costs nothing here.
create function registration_count_new_seats() returns trigger language plpgsql as $$
begin
  update shift s set taken = s.taken + d.delta
    from (select shift_id, count(*)::int as delta from news where status <> 'CANCELLED' group by shift_id) d
   where s.id = d.shift_id;
  return null;
end $$;

create function registration_count_changed_seat() returns trigger language plpgsql as $$
begin
  update shift set taken = taken + case when new.status = 'CANCELLED' then -1 else 1 end where id = new.shift_id;
  return null;
end $$;

create trigger registration_seats_inserted after insert on registration
  referencing new table as news for each statement execute function registration_count_new_seats();
create trigger registration_seat_changed after update on registration
  for each row when ((old.status = 'CANCELLED') <> (new.status = 'CANCELLED')) execute function registration_count_changed_seat();
