-- What a saved search has told of, so that it tells of each match once, however often that is edited. Written by the grain of its owner
-- only, before it forgets the letter.
create table saved_search_told (
  search_id      text not null,
  opportunity_id text not null,
  primary key (search_id, opportunity_id)
);
create index saved_search_told_opportunity on saved_search_told (opportunity_id);
