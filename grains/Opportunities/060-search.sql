-- What searches read: the opportunity documents themselves, typed. Every expression here is one that an index below has, so a
-- read model costs no second write and cannot disagree with the grain.

-- Metres on the sphere; null when there is no place. Built of immutable parts only, so PostgreSQL may inline it.
create function place_point(place jsonb) returns geography language sql immutable parallel safe
  return st_setsrid(st_makepoint((place->>'longitude')::float8, (place->>'latitude')::float8), 4326)::geography;

create function iso_period(starts text, ends text) returns tstzrange language sql immutable parallel safe
  return tstzrange(iso_time(starts), iso_time(ends));

create function opportunity_text(payload jsonb) returns tsvector language sql immutable parallel safe
  return to_tsvector('english'::regconfig, coalesce(payload->'details'->>'title', '') || ' ' || coalesce(payload->'details'->>'description', '')
                     || ' ' || coalesce(payload->>'organizationName', ''));

create view opportunity_view as
select grain_key                                            as id,
       payload->>'status'                                   as status,
       payload->'details'->>'visibility'                    as visibility,
       payload->>'organization'                             as organization,
       payload->>'organizationName'                         as organization_name,
       payload->'details'->>'title'                         as title,
       payload->'details'->'causes'                         as causes,
       payload->'details'->'requiredSkills'                 as required_skills,
       coalesce((payload->'details'->>'isVirtual')::boolean, false) as is_virtual,
       payload->'details'->>'timeZone'                      as time_zone,
       payload->'details'->'place'                          as place,
       payload->'shifts'                                    as shifts,
       place_point(payload->'details'->'place')             as point,
       iso_time(payload->>'startsAt')                       as starts_at,
       iso_time(payload->>'endsAt')                         as ends_at,
       iso_period(payload->>'startsAt', payload->>'endsAt') as period,
       opportunity_text(payload)                            as words
  from grain_state
 where state_name = 'opportunity' and service_id = 'default' and n0 = 0 and n1 = 0 and payload is not null;

-- By distance: nearest first by the operator <->, the radius and 'not over' checked inside the index.
create index opportunity_near on grain_state using gist (
    place_point(payload->'details'->'place'), iso_period(payload->>'startsAt', payload->>'endsAt'))
 where state_name = 'opportunity' and payload->>'status' = 'OPEN' and payload->'details'->>'visibility' = 'PUBLIC'
   and payload->'details'->'place' is not null;

-- By date: what is to begin, in order, what is over skipped inside the index ...
create index opportunity_starts on grain_state (iso_time(payload->>'startsAt'), grain_key, iso_time(payload->>'endsAt'))
 where state_name = 'opportunity' and payload->>'status' = 'OPEN' and payload->'details'->>'visibility' = 'PUBLIC';

-- ... and what runs at a moment, without passing by everything that has ever been.
create index opportunity_runs on grain_state using gist (iso_period(payload->>'startsAt', payload->>'endsAt'))
 where state_name = 'opportunity' and payload->>'status' = 'OPEN' and payload->'details'->>'visibility' = 'PUBLIC';

create index opportunity_words on grain_state using gin (opportunity_text(payload))
 where state_name = 'opportunity' and payload->>'status' = 'OPEN' and payload->'details'->>'visibility' = 'PUBLIC';

create index opportunity_causes on grain_state using gin ((payload->'details'->'causes'))
 where state_name = 'opportunity' and payload->>'status' = 'OPEN' and payload->'details'->>'visibility' = 'PUBLIC';

-- What an organization has.
create index opportunity_organization on grain_state ((payload->>'organization'), iso_time(payload->>'startsAt'), grain_key)
 where state_name = 'opportunity';

-- The planner uses no statistics of partial indexes. Without these it guesses that one row in 40,000 is open and public, that a circle
-- of any size holds one in 10,000, and reads whole continents to find a rare word.
create statistics opportunity_listed_statistics (mcv) on state_name, (payload->>'status'), (payload->'details'->>'visibility') from grain_state;
create statistics opportunity_near_statistics on (place_point(payload->'details'->'place')) from grain_state;
create statistics opportunity_starts_statistics on (iso_time(payload->>'startsAt')) from grain_state;
create statistics opportunity_ends_statistics on (iso_time(payload->>'endsAt')) from grain_state;
create statistics opportunity_runs_statistics on (iso_period(payload->>'startsAt', payload->>'endsAt')) from grain_state;
create statistics opportunity_words_statistics on (opportunity_text(payload)) from grain_state;
create statistics opportunity_causes_statistics on ((payload->'details'->'causes')) from grain_state;
