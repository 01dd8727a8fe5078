-- Where an entry stands in an organization's list: what waits for somebody comes first.
create function ledger_rank(status text) returns smallint language sql immutable parallel safe
  return (case status when 'PENDING' then 4 when 'DISPUTED' then 3 when 'VERIFIED' then 2 else 1 end)::smallint;

-- Ledger entries as rows: the documents themselves.
create view ledger_entry_view as
select service_id,
       grain_key                                       as id,
       payload->'attended'->>'user'                    as user_id,
       payload->'attended'->>'volunteerName'           as volunteer_name,
       payload->'attended'->>'organization'            as organization_id,
       payload->'attended'->>'opportunity'             as opportunity_id,
       payload->'attended'->>'registration'            as registration_id,
       payload->'attended'->>'title'                   as title,
       (payload->'attended'->>'date')::date            as date,
       (payload->'attended'->>'minutes')::int          as minutes_recorded,
       (payload->>'minutes')::int                      as minutes,
       payload->>'status'                              as status,
       ledger_rank(payload->>'status')                 as rank,
       payload->>'tier'                                as tier,
       payload->>'method'                              as method,
       payload->'attended'->>'method'                  as check_in_method,
       iso_time(payload->>'createdAt')                 as created_at,
       iso_time(payload->>'verifiedAt')                as verified_at,
       payload->>'decidedBy'                           as decided_by,
       payload->>'reason'                              as reason,
       payload->>'waitingFor'                          as waiting_for,
       next_due,
       (payload->>'version')::int                      as version
  from grain_state
 where state_name = 'ledger-entry' and payload ? 'attended';

-- My entries, latest first; a volunteer's totals.
create index ledger_by_user on grain_state
       (service_id, (payload->'attended'->>'user'), iso_time(payload->>'createdAt') desc, grain_key desc)
 where state_name = 'ledger-entry' and payload ? 'attended';

-- An organization's entries, pending first, each kind latest first; its totals.
create index ledger_by_organization on grain_state
       (service_id, (payload->'attended'->>'organization'), ledger_rank(payload->>'status') desc, iso_time(payload->>'createdAt') desc, grain_key desc)
 where state_name = 'ledger-entry' and payload ? 'attended';

-- Entries whose clock stands: few, for administrators.
create index ledger_waiting on grain_state (service_id, iso_time(payload->>'createdAt'), grain_key)
 where state_name = 'ledger-entry' and payload ? 'attended' and payload->>'waitingFor' is not null;

create view volunteer_totals as
select service_id, user_id,
       count(*)                                                     as entries,
       coalesce(sum(minutes) filter (where status = 'VERIFIED'), 0) as verified_minutes,
       coalesce(sum(minutes) filter (where status = 'PENDING'), 0)  as pending_minutes,
       count(*) filter (where status = 'VERIFIED')                  as verified_entries,
       count(*) filter (where status = 'PENDING')                   as pending_entries,
       count(*) filter (where status = 'DISPUTED')                  as disputed_entries,
       count(distinct organization_id) filter (where status = 'VERIFIED') as organizations
  from ledger_entry_view
 group by service_id, user_id;

create view organization_totals as
select service_id, organization_id,
       count(*)                                                     as entries,
       coalesce(sum(minutes) filter (where status = 'VERIFIED'), 0) as verified_minutes,
       coalesce(sum(minutes) filter (where status = 'PENDING'), 0)  as pending_minutes,
       count(*) filter (where status = 'VERIFIED')                  as verified_entries,
       count(*) filter (where status = 'PENDING')                   as pending_entries,
       count(*) filter (where status = 'DISPUTED')                  as disputed_entries,
       count(distinct user_id) filter (where status = 'VERIFIED')   as volunteers
  from ledger_entry_view
 group by service_id, organization_id;
