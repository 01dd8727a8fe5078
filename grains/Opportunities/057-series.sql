-- Series and templates of an organization, by name: the documents themselves.
create view series_view as
select service_id, grain_key as id, payload->>'organization' as organization, payload->'parts'->-1->'plan'->'details'->>'title' as title,
       payload->'parts'->-1->>'rule' as rule, (payload->'parts'->0->>'first')::date as first_date, (payload->>'endsBefore')::date as ends_before
  from grain_state where state_name = 'series' and payload is not null;
create index series_of_organization on grain_state (service_id, (payload->>'organization'), grain_key) where state_name = 'series' and payload is not null;

create view template_view as
select service_id, grain_key as id, payload->>'organization' as organization, payload->>'name' as name, payload->'plan'->'details'->>'title' as title
  from grain_state where state_name = 'template' and payload ? 'plan';
create index template_of_organization on grain_state (service_id, (payload->>'organization'), (payload->>'name'), grain_key) where state_name = 'template' and payload ? 'plan';
