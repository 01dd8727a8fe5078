-- The same view with what it rests on; the columns before stay as they were.
create or replace view ledger_entry_view as
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
       (payload->>'version')::int                      as version,
       coalesce((payload->'attended'->>'estimated')::boolean, false) as estimated
  from grain_state
 where state_name = 'ledger-entry' and payload ? 'attended';
