-- Who waits for a seat and who has one on offer. Whoever waits takes no seat; an offer takes one until it ends.
alter table registration
  drop constraint registration_status_check,
  add constraint registration_status_check check (status in ('CONFIRMED', 'CANCELLED', 'ATTENDED', 'NO_SHOW', 'WAITLISTED', 'OFFERED')),
  add wait_rank     int         null,
  add offered_at    timestamptz null,
  add offered_until timestamptz null,
  add constraint registration_waits_in_line check ((status in ('WAITLISTED', 'OFFERED')) = (wait_rank is not null)),
  add constraint registration_offer_ends check ((status = 'OFFERED') = (offered_until is not null));

-- Not over the status: what an index looks at makes every check-out dearer.
create index registration_line on registration (shift_id, wait_rank) where wait_rank is not null;

create or replace function registration_count_new_seats() returns trigger language plpgsql as $$
begin
  update shift s set taken = s.taken + d.delta
    from (select shift_id, count(*)::int as delta from news where status not in ('CANCELLED', 'WAITLISTED') group by shift_id) d
   where s.id = d.shift_id;
  return null;
end $$;

create or replace function registration_count_changed_seat() returns trigger language plpgsql as $$
begin
  update shift set taken = taken + case when new.status in ('CANCELLED', 'WAITLISTED') then -1 else 1 end where id = new.shift_id;
  return null;
end $$;

drop trigger registration_seat_changed on registration;
create trigger registration_seat_changed after update on registration for each row
  when ((old.status in ('CANCELLED', 'WAITLISTED')) <> (new.status in ('CANCELLED', 'WAITLISTED'))) execute function registration_count_changed_seat();

-- Every step of every waitlist of an opportunity, numbered without gaps, written in the transaction of what it records and never changed:
-- the order of a line at any moment can be told from it.
create table waitlist_step (
  opportunity_id  text        not null,
  sequence        int         not null,
  shift_id        text        not null,
  registration_id text        not null,
  user_id         text        not null,
  kind            text        not null check (kind in ('JOINED', 'OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'LEFT', 'MOVED', 'CLOSED')),
  position        int         null, -- in the line after this step: of who joined, was moved
  at              timestamptz not null,
  by_user         text        null, -- none: the platform
  reason          text        null,
  offered_until   timestamptz null,
  primary key (opportunity_id, sequence),
  constraint waitlist_step_move_has_reason check (kind <> 'MOVED' or reason is not null)
);
create index waitlist_step_shift on waitlist_step (shift_id, sequence);

create function waitlist_step_no_gap() returns trigger language plpgsql as $$
declare
  latest int := coalesce((select max(sequence) from waitlist_step where opportunity_id = new.opportunity_id), 0);
begin
  if new.sequence <> latest + 1 then
    raise exception 'step % of % does not follow step %', new.sequence, new.opportunity_id, latest using errcode = 'AC002';
  end if;
  return new;
end $$;
create trigger waitlist_step_no_gap before insert on waitlist_step for each row execute function waitlist_step_no_gap();

create function waitlist_step_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'steps of a waitlist are never changed' using errcode = 'AC003';
end $$;
create trigger waitlist_step_is_final before update or delete or truncate on waitlist_step for each statement execute function waitlist_step_is_final();
