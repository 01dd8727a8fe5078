-- What people with a platform role did to what is not their own: written in the transaction of the effect, by this trigger for documents
-- and by journals for rows (grains/Common/AdminActs.cs). Only ever added to.
create table audit_log (
  id         bigint      generated always as identity primary key,
  at         timestamptz not null,
  by_user    text        not null,
  role       text        not null check (role in ('MODERATOR', 'ADMIN')),
  action     text        not null, -- stable name of the command
  subject    text        not null, -- state name and key of what was changed
  before     jsonb       null,     -- the members that changed; null: there was nothing
  after      jsonb       null,
  network    text        null,     -- where the request came from: an IPv4 /24 or IPv6 /48
  command_id text        not null
);
create index audit_log_by_user on audit_log (by_user, id desc);
create index audit_log_subject on audit_log (subject, id desc);

create function audit_log_stands() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is never changed' using errcode = 'AC004';
end $$;
create trigger audit_log_stands before update or delete on audit_log for each row execute function audit_log_stands();
create trigger audit_log_is_never_emptied before truncate on audit_log execute function audit_log_stands();

-- The members of one document that another has otherwise. Secrets and marks of the house are nobody's to read.
create function changed_members(one jsonb, other jsonb) returns jsonb language sql immutable parallel safe
  return (select jsonb_object_agg(key, value)
            from jsonb_each(one)
           where value is distinct from other->key
             and key not in ('act', 'appliedCommand', 'commands', 'nextDue', 'passwordHash', 'stamp', 'sealedKey', 'recoveryCodes', 'usedCodes', 'keyHash', 'links'));

create function write_audit_log() returns trigger language plpgsql as $$
declare
  act jsonb := new.payload->'act';
  former jsonb := case when tg_op = 'UPDATE' then old.payload end;
begin
  insert into audit_log (at, by_user, role, action, subject, before, after, network, command_id)
  values ((act->>'at')::timestamptz, act->>'by', act->>'role', act->>'action', new.state_name || '/' || new.grain_key,
          changed_members(former, new.payload), changed_members(new.payload, coalesce(former, '{}')), act->>'network', act->>'commandId');
  return null;
end $$;
create trigger grain_state_audit_log after insert or update of payload on grain_state
  for each row when (new.payload ? 'act') execute function write_audit_log();
