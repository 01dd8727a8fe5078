-- Organizations as rows: the documents themselves, so a list cannot disagree with the grain.
create view organization_view as
select service_id,
       grain_key                                       as id,
       payload->'profile'->>'name'                     as name,
       payload->'profile'->>'description'              as description,
       payload->'profile'->>'address'                  as address,
       (payload->'profile'->>'latitude')::float8       as latitude,
       (payload->'profile'->>'longitude')::float8      as longitude,
       payload->>'verificationStatus'                  as verification_status,
       payload->>'verificationTier'                    as verification_tier,
       iso_time(payload->>'createdAt')                 as created_at,
       payload->'members'                              as members,
       lower(payload->'profile'->>'name')              as sort_name
  from grain_state
 where state_name = 'organization' and payload ? 'profile';

-- Everybody's list, by name.
create index organization_by_name on grain_state (service_id, lower(payload->'profile'->>'name'), grain_key)
 where state_name = 'organization' and payload ? 'profile';

-- 'Mine': organizations that have the account among their members.
create index organization_by_member on grain_state using gin ((payload->'members'))
 where state_name = 'organization' and payload ? 'profile';
