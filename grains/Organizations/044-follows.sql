-- How many follow an organization: the followers' own documents are counted.
create index follows_organization on grain_state using gin ((payload->'organizations')) where state_name = 'follows';
