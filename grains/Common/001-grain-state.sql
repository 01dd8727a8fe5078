-- Extensions first: everything after this file may use them.
create extension if not exists postgis;
create extension if not exists pg_trgm;

-- The query texts that Orleans' AdoNet providers read at start.
create table orleansquery (querykey text primary key, querytext text not null);

-- One hash for all writers, so that a row lands in the same deadline partition whoever writes it.
create function deadline_partition(key text) returns smallint language sql immutable parallel safe
  return (hashtextextended(key, 0) & 63)::smallint;

-- ISO 8601 with an explicit offset means the same in every session, which makes this immutable in fact.
create function iso_time(value text) returns timestamptz language sql immutable parallel safe
  return value::timestamptz;

-- The documents of all grains. Rows are cleared to a tombstone and never deleted, and a new row begins at a random version:
-- otherwise a stale writer could match the version of a row that was deleted and made again.
create table grain_state (
  service_id  text        not null,
  state_name  text        not null,
  n0          bigint      not null,
  n1          bigint      not null,
  grain_key   text        not null,
  version     int         not null,
  payload     jsonb       null,
  next_due    timestamptz null,
  partition   smallint    not null,
  modified_at timestamptz not null,
  primary key (service_id, state_name, n0, n1, grain_key)
) with (fillfactor = 80);

create index grain_state_due on grain_state (service_id, partition, next_due, grain_key) where next_due is not null;

-- For Persistence.AdoNet, which sends the key of a bare GUID or integer as NULL.
insert into orleansquery (querykey, querytext) values
('WriteToStorageKey', $q$
insert into grain_state as g (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), floor(random() * 1000000000)::int, d.j,
       (d.j->>'nextDue')::timestamptz, deadline_partition(coalesce(@GrainIdExtensionString, '')), now()
  from (select convert_from(@PayloadBinary, 'UTF8')::jsonb as j offset 0) d
 where @GrainStateVersion is null
    or exists (select 1 from grain_state x where x.service_id = @ServiceId and x.state_name = @GrainTypeString and x.n0 = @GrainIdN0
                  and x.n1 = @GrainIdN1 and x.grain_key = coalesce(@GrainIdExtensionString, '') and x.version = @GrainStateVersion)
on conflict (service_id, state_name, n0, n1, grain_key) do update
   set version = g.version + 1, payload = excluded.payload, next_due = excluded.next_due, modified_at = excluded.modified_at
 where g.version = @GrainStateVersion
returning version as NewGrainStateVersion
$q$),
('ReadFromStorageKey', $q$
select convert_to(payload::text, 'UTF8') as PayloadBinary, version as Version
  from grain_state
 where service_id = @ServiceId and state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
   and grain_key = coalesce(@GrainIdExtensionString, '')
$q$),
('ClearStorageKey', $q$
update grain_state set payload = null, next_due = null, version = version + 1, modified_at = now()
 where service_id = @ServiceId and state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
   and grain_key = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion
returning version as NewGrainStateVersion
$q$),
('DeleteStorageKey', $q$
update grain_state set payload = null, next_due = null, version = version + 1, modified_at = now()
 where service_id = @ServiceId and state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
   and grain_key = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion
returning version as NewGrainStateVersion
$q$);
