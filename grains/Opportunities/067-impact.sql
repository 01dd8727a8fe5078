-- What came of the public events of an organization, latest first: the documents themselves.
create view impact_view as
select grain_key                                as id,
       payload->>'organization'                 as organization,
       payload->'details'->>'title'             as title,
       payload->'impact'->>'text'               as text,
       (payload->'impact'->>'amount')::numeric  as amount,
       payload->'impact'->>'unit'               as unit,
       iso_time(payload->>'endsAt')             as ends_at
  from grain_state
 where state_name = 'opportunity' and service_id = 'default' and n0 = 0 and n1 = 0 and payload ? 'impact' and payload->'details'->>'visibility' = 'PUBLIC';

create index impact_of_organization on grain_state ((payload->>'organization'), iso_time(payload->>'endsAt'), grain_key)
 where state_name = 'opportunity' and payload ? 'impact' and payload->'details'->>'visibility' = 'PUBLIC';
