-- Those who let people with whom they have volunteered know where they go.
create index matching_shows on grain_state (grain_key)
 where state_name = 'matching-preferences' and (payload->'preferences'->>'showsWhereTheyGo')::boolean;
