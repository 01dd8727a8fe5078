-- What organizations were shown: the documents themselves, found by whom they were shown to.
create view credential_view as
select g.service_id,
       g.grain_key                        as user_id,
       i->>'id'                           as id,
       i->>'kind'                         as kind,
       i->>'issuer'                       as issuer,
       (i->>'issuedOn')::date             as issued_on,
       (i->>'expiresOn')::date            as expires_on,
       i->'sharedWith'                    as shared_with,
       i->'decisions'                     as decisions,
       iso_time(i->>'createdAt')          as created_at,
       g.payload->'organizations'         as organizations
  from grain_state g cross join lateral jsonb_array_elements(g.payload->'items') i
 where g.state_name = 'credentials';

create index credentials_by_organization on grain_state using gin ((payload->'organizations')) where state_name = 'credentials';
