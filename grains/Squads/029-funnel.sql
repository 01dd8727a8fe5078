-- The way of guests (seed 7.2, analytics): each subject reaches each stage once, and nothing is ever changed. Rows are written by triggers in
-- the transaction of the documents that say so; only what changes no document (a link was opened) is written by itself.
create table funnel_event (
  id            bigint      generated always as identity primary key,
  stage         text        not null check (stage in ('SENT', 'OPENED', 'JOINED', 'ATTENDED', 'CLAIM_SENT', 'CLAIM_OPENED', 'CONVERTED')),
  subject       text        not null, -- invitation; of claims their link; of conversions the account
  squad_id      text        null,
  booking_id    text        null,
  invitation_id text        null,
  account_id    text        null,
  inviter_id    text        null,
  is_guest      boolean     not null default true,
  at            timestamptz not null,
  constraint funnel_event_once unique (stage, subject)
);
create index funnel_event_at on funnel_event (at);
create index funnel_event_booking on funnel_event (booking_id, stage) where booking_id is not null;
create index funnel_event_account on funnel_event (account_id, stage) where account_id is not null;

create function funnel_event_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'events of the funnel are never changed' using errcode = 'AC003';
end $$;
create trigger funnel_event_is_final before update or delete or truncate on funnel_event for each statement execute function funnel_event_is_final();

create function funnel_follow_booking() returns trigger language plpgsql as $$
declare
  before jsonb := case when tg_op = 'UPDATE' and jsonb_typeof(old.payload->'invitations') = 'array' then old.payload->'invitations' else '[]'::jsonb end;
begin
  insert into funnel_event (stage, subject, squad_id, booking_id, invitation_id, account_id, inviter_id, is_guest, at)
  select e.stage, i->>'id', new.payload->>'squad', new.grain_key, i->>'id', i->>'user', i->>'invitedBy',
         coalesce((i->>'asGuest')::boolean, false) or not i ? 'user', iso_time(e.at)
    from (select jsonb_array_elements(new.payload->'invitations') except select jsonb_array_elements(before)) news(i)
   cross join lateral (values ('SENT', i->>'sentAt'), ('JOINED', i->>'joinedAt'), ('ATTENDED', i->>'checkedInAt')) e(stage, at)
   where e.at is not null
  on conflict do nothing;
  return null;
end $$;
create trigger booking_funnel_inserted after insert on grain_state for each row
  when (new.state_name = 'booking' and jsonb_typeof(new.payload->'invitations') = 'array') execute function funnel_follow_booking();
create trigger booking_funnel_changed after update of payload on grain_state for each row
  when (new.state_name = 'booking' and jsonb_typeof(new.payload->'invitations') = 'array' and new.payload->'invitations' is distinct from old.payload->'invitations')
  execute function funnel_follow_booking();

create function funnel_follow_guest() returns trigger language plpgsql as $$
begin
  insert into funnel_event (stage, subject, squad_id, booking_id, invitation_id, account_id, at)
  select 'CLAIM_SENT', c->>'id', c->>'squad', c->>'booking', c->>'invitation', new.grain_key, iso_time(c->>'sentAt')
    from jsonb_array_elements(new.payload->'claims') c
  on conflict do nothing;
  return null;
end $$;
create trigger guest_funnel_changed after update of payload on grain_state for each row
  when (new.state_name = 'guest' and jsonb_typeof(new.payload->'claims') = 'array' and new.payload->'claims' is distinct from old.payload->'claims')
  execute function funnel_follow_guest();

-- Whatever proves the address of a guest makes them a user.
create function funnel_follow_address() returns trigger language plpgsql as $$
begin
  insert into funnel_event (stage, subject, account_id, is_guest, at)
  values ('CONVERTED', new.payload->>'account', new.payload->>'account', true, iso_time(new.payload->>'provenAt'))
  on conflict do nothing;
  return null;
end $$;
create trigger address_funnel_changed after update of payload on grain_state for each row
  when (new.state_name = 'email-address' and new.payload ? 'guestSince' and new.payload ? 'provenAt' and new.payload ? 'account' and not old.payload ? 'provenAt')
  execute function funnel_follow_address();
