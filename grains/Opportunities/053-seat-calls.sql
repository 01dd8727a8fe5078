-- Who was asked to take a seat that a late drop-out left, once per shift.
create table seat_call (
  shift_id       text        not null references shift,
  user_id        text        not null,
  opportunity_id text        not null,
  wave           int         not null,
  at             timestamptz not null,
  primary key (shift_id, user_id)
);

-- How often a person was asked without having asked for it since a moment, from the document of their mail.
create function volunteer_contacts(payload jsonb, since timestamptz) returns bigint language sql immutable parallel safe
  return (select count(*) from jsonb_array_elements(coalesce(payload->'contacts', '[]'::jsonb)) c where iso_time(c->>'at') > since);
