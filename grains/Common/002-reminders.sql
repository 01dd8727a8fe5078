-- Orleans reminders; the embedded engine reads the same table by the same texts.
create table reminder (
  service_id text not null, grain_id text not null, name text not null,
  grain_hash int not null, start_at timestamptz not null, period_ms bigint not null, version int not null,
  primary key (service_id, grain_id, name));
create index reminder_hash on reminder (service_id, grain_hash);
insert into orleansquery(querykey, querytext) values
('UpsertReminderRowKey', $q$
insert into reminder as r (service_id, grain_id, name, grain_hash, start_at, period_ms, version)
values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
on conflict (service_id, grain_id, name) do update
  set grain_hash = excluded.grain_hash, start_at = excluded.start_at, period_ms = excluded.period_ms, version = r.version + 1
returning version as Version
$q$),
('ReadReminderRowKey', $q$
select grain_id as GrainId, name as ReminderName, start_at as StartTime, period_ms as Period, version as Version
  from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
$q$),
('ReadReminderRowsKey', $q$
select grain_id as GrainId, name as ReminderName, start_at as StartTime, period_ms as Period, version as Version
  from reminder where service_id = @ServiceId and grain_id = @GrainId
$q$),
('ReadRangeRows1Key', $q$
select grain_id as GrainId, name as ReminderName, start_at as StartTime, period_ms as Period, version as Version
  from reminder where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$q$),
('ReadRangeRows2Key', $q$
select grain_id as GrainId, name as ReminderName, start_at as StartTime, period_ms as Period, version as Version
  from reminder where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$q$),
('DeleteReminderRowKey', $q$
with d as (delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version returning 1)
select exists(select 1 from d)
$q$),
('DeleteReminderRowsKey', $q$ delete from reminder where service_id = @ServiceId $q$)
;
