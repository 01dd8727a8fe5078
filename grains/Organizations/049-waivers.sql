-- What an organization has people sign: the documents themselves, so a list cannot disagree with the grain.
create view waiver_view as
select service_id,
       grain_key                                                            as id,
       payload->>'organization'                                             as organization_id,
       coalesce(payload->'versions'->-1->'terms'->>'title', payload->'draft'->>'title') as title,
       payload->'versions'->-1->'terms'->>'audience'                        as audience,
       jsonb_array_length(payload->'versions')                              as versions,
       payload ? 'draft'                                                    as has_draft,
       payload ? 'retiredAt'                                                as retired,
       iso_time(payload->>'createdAt')                                      as created_at
  from grain_state
 where state_name = 'waiver' and payload ? 'createdAt';

create index waiver_by_organization on grain_state (service_id, (payload->>'organization'), grain_key)
 where state_name = 'waiver' and payload ? 'createdAt';
