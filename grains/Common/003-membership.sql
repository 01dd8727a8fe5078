-- Orleans membership: who is in the cluster.
create table cluster_version (
  deployment_id text primary key, version int not null default 0, changed_at timestamptz not null default now());
create table cluster_silo (
  deployment_id text not null references cluster_version on delete cascade,
  address text not null, port int not null, generation int not null,
  silo_name text not null, host_name text not null, status int not null, proxy_port int null,
  suspect_times text null, start_time timestamptz not null, alive_at timestamptz not null,
  primary key (deployment_id, address, port, generation));
insert into orleansquery(querykey, querytext) values
('GatewaysQueryKey', $q$
select address as Address, proxy_port as ProxyPort, generation as Generation
  from cluster_silo where deployment_id = @DeploymentId and status = @Status and proxy_port > 0
$q$),
('MembershipReadRowKey', $q$
select s.address as Address, s.port as Port, s.generation as Generation, s.silo_name as SiloName, s.host_name as HostName,
       s.status as Status, s.proxy_port as ProxyPort, s.suspect_times as SuspectTimes, s.start_time as StartTime,
       s.alive_at as IAmAliveTime, v.version as Version
  from cluster_version v
  left join cluster_silo s on s.deployment_id = v.deployment_id and s.address = @Address and s.port = @Port and s.generation = @Generation
 where v.deployment_id = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
select s.address as Address, s.port as Port, s.generation as Generation, s.silo_name as SiloName, s.host_name as HostName,
       s.status as Status, s.proxy_port as ProxyPort, s.suspect_times as SuspectTimes, s.start_time as StartTime,
       s.alive_at as IAmAliveTime, v.version as Version
  from cluster_version v left join cluster_silo s on s.deployment_id = v.deployment_id
 where v.deployment_id = @DeploymentId
$q$),
('InsertMembershipVersionKey', $q$
with i as (insert into cluster_version(deployment_id) values (@DeploymentId) on conflict do nothing returning 1)
select exists(select 1 from i)
$q$),
('UpdateIAmAlivetimeKey', $q$
update cluster_silo set alive_at = @IAmAliveTime
 where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
('InsertMembershipKey', $q$
with v as (
  update cluster_version set version = version + 1, changed_at = now()
   where deployment_id = @DeploymentId and version = @Version
     and not exists (select 1 from cluster_silo s where s.deployment_id = @DeploymentId and s.address = @Address and s.port = @Port and s.generation = @Generation)
  returning 1),
i as (
  insert into cluster_silo (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
  select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from v
  returning 1)
select exists(select 1 from i)
$q$),
('UpdateMembershipKey', $q$
with v as (
  update cluster_version set version = version + 1, changed_at = now()
   where deployment_id = @DeploymentId and version = @Version
     and exists (select 1 from cluster_silo s where s.deployment_id = @DeploymentId and s.address = @Address and s.port = @Port and s.generation = @Generation)
  returning 1),
u as (
  update cluster_silo set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
   where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation and exists (select 1 from v)
  returning 1)
select exists(select 1 from u)
$q$),
('DeleteMembershipTableEntriesKey', $q$ delete from cluster_version where deployment_id = @DeploymentId $q$),
('CleanupDefunctSiloEntriesKey', $q$
delete from cluster_silo where deployment_id = @DeploymentId and status = 6 and alive_at < @IAmAliveTime
$q$)
;
