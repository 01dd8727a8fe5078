-- Requests with an Idempotency-Key: claimed before they run, kept with their answer for a day (docs/idempotency.md).
create table idempotency (
  id           text        primary key, -- hash of caller, method, path and key
  caller       text        not null,
  route        text        not null,
  fingerprint  bytea       not null,    -- hash of query and body
  command_id   text        not null,
  held_until   timestamptz null,        -- by whoever runs it; past or null: nobody does
  expires_at   timestamptz not null,
  status       smallint    null,        -- null: no answer yet
  content_type text        null,
  location     text        null,
  etag         text        null,
  body         bytea       null
);
create index idempotency_expires on idempotency (expires_at);

-- Commands that took effect in a grain, written in the transaction of the effect. The answer is there when the grain knew it by then.
create table applied_command (
  command_id text not null,
  grain_key  text not null,
  answer     text null,
  primary key (command_id, grain_key)
);

-- A document says in its own JSON which kept command made this version of it, whichever provider writes it.
create function remember_applied_command() returns trigger language plpgsql as $$
begin
  insert into applied_command (command_id, grain_key) values (new.payload->>'appliedCommand', new.grain_key) on conflict do nothing;
  return null;
end $$;
create trigger grain_state_applied_command after insert or update of payload on grain_state
  for each row when (new.payload ? 'appliedCommand') execute function remember_applied_command();
