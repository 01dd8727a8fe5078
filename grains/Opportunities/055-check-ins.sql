-- What stands behind a check-in, as the opportunity grain wrote it; a check-in makes the row longer, so its page keeps more room for that.
alter table registration add column evidence jsonb null;
alter table registration set (fillfactor = 40);

-- Attempts to check in that did not check anybody in, each with its reason; those that did are the registrations themselves. Only ever added
-- to, and deleted when they are old.
create table check_in_attempt (
  id              bigint      generated always as identity primary key,
  opportunity_id  text        not null,
  user_id         text        null,
  name            text        not null,
  registration_id text        null,
  shift_id        text        null,
  at              timestamptz not null,
  reason          text        not null check (reason ~ '^[a-z]+(-[a-z]+)*$'),
  method          text        null,
  by_user         text        null,
  evidence        jsonb       null
);
create index check_in_attempt_opportunity on check_in_attempt (opportunity_id, at desc);
create index check_in_attempt_age on check_in_attempt (at);

-- Everything that was tried at an event's gates.
create view check_in_log as
select 'a' || id as id, opportunity_id, user_id, name, registration_id, shift_id, at, reason, method, by_user, evidence
  from check_in_attempt
union all
select 'r' || id, opportunity_id, user_id, name, id, shift_id, checked_in_at, 'checked-in', check_in_method, checked_in_by, evidence
  from registration where checked_in_at is not null;

-- What the short codes of all events are made from. Whoever reads this table can make them.
create table gate_key (only_one boolean primary key default true check (only_one), key bytea not null);
insert into gate_key (key) select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
