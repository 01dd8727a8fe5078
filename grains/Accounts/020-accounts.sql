-- Accounts as lists see them; everything but the password.
create view account_view as
select service_id,
       grain_key                              as id,
       payload->>'email'                      as email,
       payload->>'name'                       as name,
       payload->>'role'                       as role,
       iso_time(payload->>'createdAt')        as created_at,
       version
  from grain_state
 where state_name = 'account' and payload ? 'createdAt';

create index account_by_creation on grain_state (service_id, iso_time(payload->>'createdAt'), grain_key)
 where state_name = 'account' and payload ? 'createdAt';
