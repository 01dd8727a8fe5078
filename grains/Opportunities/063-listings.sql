-- What a search reads: one narrow row for each open opportunity that somebody may find. It is made from the opportunity's document and
-- its shifts by triggers, in their own transaction, whoever writes them: it can neither lag nor disagree, and losing it loses nothing.
-- The view over the documents with expression indexes (060) was 100 times slower among 1,000,000 opportunities: a word in a circle
-- had the words of every row in the circle made anew (docs/search.md).
drop index opportunity_near;
drop index opportunity_starts;
drop index opportunity_runs;
drop index opportunity_words;
drop index opportunity_causes;
drop statistics opportunity_listed_statistics;
drop statistics opportunity_near_statistics;
drop statistics opportunity_starts_statistics;
drop statistics opportunity_ends_statistics;
drop statistics opportunity_runs_statistics;
drop statistics opportunity_words_statistics;
drop statistics opportunity_causes_statistics;

create table listing (
  id                text        primary key,
  visibility        text        not null,
  organization      text        not null,
  organization_name text        not null,
  title             text        not null,
  causes            text[]      not null,
  required_skills   text[]      not null,
  skills            text[]      not null, -- required and preferred
  is_virtual        boolean     not null,
  minimum_age       int         null,
  time_zone         text        not null,
  place             jsonb       null,
  point             geography   null,
  starts_at         timestamptz not null,
  ends_at           timestamptz not null,
  register_until    timestamptz null,
  shifts            int         not null,
  slots             int[]       not null, -- of each shift the parts of the week that it takes, see shift_slots
  open_ends_at      timestamptz null,     -- the latest end of a shift with a free seat
  tags              bigint[]    not null, -- what an index finds the row by, see listing_tags
  title_words       tsvector    not null,
  words             tsvector    not null,
  changed_at        timestamptz not null  -- of the database's clock
) with (fillfactor = 90, toast_tuple_target = 512);

-- Long texts out of the way: who reads a thousand rows reads a thousand short ones.
alter table listing alter column words set storage external;

-- Words and tags in one index, so that 'a word, here, this week' is found without touching a row of elsewhere. No list of pending
-- entries: a search would have to read it.
create index listing_find on listing using gin (words, title_words, tags) with (fastupdate = off);
create index listing_starts on listing (starts_at, id, ends_at);
create index listing_ends on listing (ends_at);
create index listing_changed on listing (changed_at);

-- Every word that a public listing has used, to mend what people mistype and to complete what they begin. Magnitude: how often it was
-- used, as a power of two, counted by chance (Morris 1978), so that common words are hardly ever written.
create table search_word (
  word      text     primary key,
  lexeme    text     not null,
  magnitude smallint not null default 0
);
create index search_word_lexeme on search_word (lexeme);
create index search_word_similar on search_word using gin (word gin_trgm_ops);
create index search_word_prefix on search_word (word text_pattern_ops);

-- The parts of the week that a shift takes in its own time zone: bit 4 * (Monday 0 ... Sunday 6) + part, where the parts of a day are
-- night (0 to 6), morning (6 to 12), afternoon (12 to 17) and evening (17 to 24). A zone that only the application knows counts as UTC.
create function shift_slots(starts_at timestamptz, ends_at timestamptz, zone text) returns int language plpgsql immutable parallel safe as $$
declare
  first timestamp;
  mask int;
begin
  if ends_at - starts_at >= interval '7 days' then
    return (1 << 28) - 1;
  end if;
  begin
    first := starts_at at time zone zone;
  exception when invalid_parameter_value then
    first := starts_at at time zone 'UTC';
  end;
  select bit_or(1 << ((4 * (extract(isodow from h)::int - 1)) + case when extract(hour from h) < 6 then 0 when extract(hour from h) < 12 then 1 when extract(hour from h) < 17 then 2 else 3 end))
    into mask
    from generate_series(date_trunc('hour', first), first + (ends_at - starts_at) - interval '1 microsecond', interval '1 hour') h;
  return mask;
end $$;

-- Whether one of the shifts lies within the parts of the week that somebody has time.
create function some_within(slots int[], available int) returns boolean language sql immutable parallel safe
  return exists (select from unnest(slots) s where s & ~available = 0);

-- Whether one and the same shift is on in the period, has a free seat if that is asked, and lies within the given parts of the week.
create function some_shift_fits(opportunity text, zone text, lower timestamptz, upper timestamptz, only_open boolean, available int) returns boolean
language sql stable parallel safe
  return exists (
    select from shift s
     where s.opportunity_id = opportunity and s.ends_at > lower and (upper is null or s.starts_at < upper)
       and (not only_open or s.seats is null or s.taken < s.seats)
       and (available is null or shift_slots(s.starts_at, s.ends_at, zone) & ~available = 0));

-- A tag is a number: what kind of thing, and which. A tag may stand for two things (hashes); the columns decide, tags only lead there.
create function tag_of(kind int, slug text) returns bigint language sql immutable parallel safe
  return kind * 10000000000 + (hashtextextended(slug, 0) & 4294967295);

-- Kinds: 1 to 6 a cell of the globe, 1/200 of a degree to 12.5 degrees wide; 7 cause; 8 skill; 9 virtual; 10 the part of the week in
-- which a shift begins; 11 to 15 a sample of all: every 1,024th, 256th, 64th, 16th, 4th; 16 to 19 the days on which a shift begins, counted in days, 8, 64
-- and 512 days since 1970; 20 lasts longer than two days: every eight days since 1970 that it
-- takes; 21 organization. As in SearchTags.cs.
create function listing_tags(
  id text, organization text, causes text[], skills text[], is_virtual boolean, slots int[], latitude float8, longitude float8, starts_at timestamptz, ends_at timestamptz,
  shift_days bigint[])
returns bigint[] language sql immutable parallel safe as $$
  select array_agg(tag order by tag) from (
    select k * 10000000000 + least(floor((latitude + 90) * scale), floor(180 * scale) - 1)::bigint * 100000 + floor((longitude + 180) * scale)::bigint % round(360 * scale)::bigint as tag
      from (values (1, 200::float8), (2, 50), (3, 10), (4, 2), (5, 0.4), (6, 0.08)) c(k, scale) where latitude is not null
    union select tag_of(7, c) from unnest(causes) c
    union select tag_of(8, s) from unnest(skills) s
    union select 90000000000 where is_virtual
    union select 100000000000 + bit from unnest(slots) s, generate_series(0, 27) bit where s & (1 << bit) <> 0 and (s & ((1 << bit) - 1) = 0)
    union select k * 10000000000 from (values (11, 1023), (12, 255), (13, 63), (14, 15), (15, 3)) s(k, mask) where hashtextextended(id, 7) & mask = 0
    union select k * 10000000000 + day / days
            from (values (16, 1), (17, 8), (18, 64), (19, 512)) d(k, days), unnest(shift_days || floor(extract(epoch from starts_at) / 86400)::bigint) day
    union select 200000000000 + week
            from generate_series(floor(extract(epoch from starts_at) / 691200)::bigint, least(floor(extract(epoch from ends_at) / 691200)::bigint, floor(extract(epoch from starts_at) / 691200)::bigint + 500)) week
           where ends_at - starts_at > interval '2 days'
    union select tag_of(21, organization)) t
$$;

create function json_texts(value jsonb) returns text[] language sql immutable parallel safe
  return coalesce((select array_agg(e) from jsonb_array_elements_text(case jsonb_typeof(value) when 'array' then value end) e), '{}');

-- The listing of a document: one row, or none when nobody may find it.
create function listing_of(opportunity text, payload jsonb) returns setof listing language plpgsql stable as $$
declare
  d jsonb := payload->'details';
  l listing;
begin
  if payload is null or payload->>'status' <> 'OPEN' or d->>'visibility' not in ('PUBLIC', 'FOLLOWERS_ONLY') then
    return;
  end if;
  l.id := opportunity;
  l.visibility := d->>'visibility';
  l.organization := payload->>'organization';
  l.organization_name := coalesce(payload->>'organizationName', '');
  l.title := coalesce(d->>'title', '');
  l.causes := json_texts(d->'causes');
  l.required_skills := json_texts(d->'requiredSkills');
  l.skills := l.required_skills || json_texts(d->'preferredSkills');
  l.is_virtual := coalesce((d->>'isVirtual')::boolean, false);
  l.minimum_age := (d->>'minimumAge')::int;
  l.time_zone := coalesce(d->>'timeZone', 'UTC');
  l.place := d->'place';
  l.point := place_point(d->'place');
  l.starts_at := iso_time(payload->>'startsAt');
  l.ends_at := iso_time(payload->>'endsAt');
  l.register_until := iso_time(d->>'registrationDeadline');
  select count(*), coalesce(array_agg(distinct shift_slots(iso_time(s->>'startsAt'), iso_time(s->>'endsAt'), l.time_zone)), '{}')
    into l.shifts, l.slots from jsonb_array_elements(payload->'shifts') s;
  select max(s.ends_at) filter (where s.seats is null or s.taken < s.seats) into l.open_ends_at from shift s where s.opportunity_id = opportunity;
  l.tags := listing_tags(opportunity, l.organization, l.causes, l.skills, l.is_virtual, l.slots, (d->'place'->>'latitude')::float8, (d->'place'->>'longitude')::float8, l.starts_at, l.ends_at,
    (select array_agg(distinct floor(extract(epoch from iso_time(s->>'startsAt')) / 86400)::bigint) from jsonb_array_elements(payload->'shifts') s));
  l.title_words := to_tsvector('english', l.title);
  l.words := to_tsvector('english', l.title || ' ' || l.organization_name || ' ' || coalesce(d->>'description', ''));
  l.changed_at := now();
  return next l;
end $$;

-- In the order of the words and without waiting for others, so that two writers never wait for each other in a circle.
create function learn_words(texts text) returns void language sql as $$
  insert into search_word (word, lexeme)
  select w.word, coalesce((ts_lexize('english_stem', w.word))[1], w.word)
    from (select distinct lower(token) as word from ts_parse('default', texts) where tokid in (1, 2)) w
   where length(w.word) between 3 and 30 and ts_lexize('english_stem', w.word) <> '{}' and not exists (select from search_word k where k.word = w.word)
   order by 1
  on conflict (word) do nothing;
  update search_word set magnitude = magnitude + 1
   where word in (
     select k.word from search_word k
      where k.word in (select distinct lower(token) from ts_parse('default', texts) where tokid in (1, 2))
        and k.magnitude < 60 and random() < power(2, -k.magnitude)
      order by k.word for update skip locked)
$$;

create function listing_follow_document() returns trigger language plpgsql as $$
declare
  before tsvector := (select words from listing where id = new.grain_key);
  l listing;
begin
  select * into l from listing_of(new.grain_key, new.payload);
  if l.id is null then
    delete from listing where id = new.grain_key;
    return null;
  end if;
  delete from listing where id = l.id;
  insert into listing select l.*;
  if l.visibility = 'PUBLIC' and l.words is distinct from before then
    perform learn_words(l.title || ' ' || l.organization_name || ' ' || left(coalesce(new.payload->'details'->>'description', ''), 4000));
  end if;
  return null;
end $$;

create trigger opportunity_listed after insert on grain_state
  for each row when (new.state_name = 'opportunity') execute function listing_follow_document();

-- A document also holds what nobody searches for; that may change as often as it likes.
create trigger opportunity_listed_again after update of payload on grain_state
  for each row when (new.state_name = 'opportunity'
                     and (new.payload->'status', new.payload->'details', new.payload->'shifts', new.payload->'organizationName', new.payload->'startsAt', new.payload->'endsAt')
                         is distinct from (old.payload->'status', old.payload->'details', old.payload->'shifts', old.payload->'organizationName', old.payload->'startsAt', old.payload->'endsAt'))
  execute function listing_follow_document();

create function listing_follow_seats() returns trigger language plpgsql as $$
declare
  opportunity text := coalesce(new.opportunity_id, old.opportunity_id);
  free_until timestamptz := (select max(s.ends_at) filter (where s.seats is null or s.taken < s.seats) from shift s where s.opportunity_id = opportunity);
begin
  update listing set open_ends_at = free_until, changed_at = now() where id = opportunity and open_ends_at is distinct from free_until;
  return null;
end $$;

-- Only when a shift gets full or free again, or is planned otherwise: a sign-up in between costs nothing here.
create trigger shift_listing_planned after insert or delete on shift for each row execute function listing_follow_seats();
create trigger shift_listing_changed after update on shift for each row
  when (new.ends_at <> old.ends_at or (new.seats is null or new.taken < new.seats) is distinct from (old.seats is null or old.taken < old.seats))
  execute function listing_follow_seats();

insert into listing select l.* from grain_state g, listing_of(g.grain_key, g.payload) l where g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0;
select learn_words(title || ' ' || organization_name || ' ' || coalesce((select left(g.payload->'details'->>'description', 4000) from grain_state g where g.state_name = 'opportunity' and g.grain_key = l.id limit 1), ''))
  from listing l where visibility = 'PUBLIC';
