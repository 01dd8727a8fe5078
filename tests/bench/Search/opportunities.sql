-- Opportunities as their grains would have stored them, made by few statements: :rows of them around the moment :now. All are open and to come;
-- 12% online, 8% with several shifts over weeks, a quarter full, 1% for followers.
select setseed(0.42);

-- A third of all words are those of the field, the others made up; the frequency of a word is as its rank (Zipf).
create table bench_word as
select row_number() over (order by coalesce(field, 1000), random()) as rank, word from (
  select n::float8 / 10 as field, w as word from unnest(string_to_array(
    'volunteers help community people join team work day together support local families bring serve need food children learn share event weekend morning garden park school clean neighborhood food gloves water '
    || 'students city street kitchen teach trees river center hours welcome training experience plant bank serving seniors youth animals shelter library read beach meals sort pack deliver build paint repair '
    || 'homes house winter summer spring harvest farm soil compost recycle trail bridge music theatre museum guide visit hospital nurse blood drive clothes coats books tutoring mathematics science english '
    || 'spanish immigrants refugees legal advice tax forms budget mentoring coaching soccer basketball swimming running bicycle walk dogs cats horses birds wildlife forest creek lake ocean wetlands '
    || 'gardening cooking painting carpentry plumbing photography translation fundraising accounting leadership emergency disaster storm flood fire rescue radio kits sandbags veterans church mosque temple '
    || 'festival parade marathon race concert exhibition workshop literacy computers coding design website newsletter grants census voting registration ballots housing tenants homeless outreach hygiene diapers', ' ')) with ordinality t(w, n)
  union
  select null, s.a || s.b || s.c from (
    select x as a, y as b, z as c from unnest(array['bar','cor','den','fal','gar','hol','lin','mar','nor','pel','quil','ros','sal','tor','ul','vel','wes','yar','zan','bri']) x,
           unnest(array['a','e','i','o','u','an','en','in','on','ar','er','or']) y,
           unnest(array['ba','cer','dale','field','gate','ham','kin','land','mont','nia','port','que','ria','ston','ton','vale','ville','wick','worth','zo','bell','cliff','dor','ford','grove','hill','lock','mead','ness','pool','ridge','side','stead','thorpe','view','way','wood','bury','by','combe']) z) s) u;
create unique index on bench_word (rank);

create table bench_sentence as
select s.id, initcap(left(string_agg(w.word, ' ' order by k), 1)) || substr(string_agg(w.word, ' ' order by k), 2) || '.' as text
  from (select id, k, floor(exp(random() * ln((select count(*) from bench_word))))::int as rank from generate_series(1, 20000) id, generate_series(1, 10) k) s
  join bench_word w using (rank) group by s.id;
create unique index on bench_sentence (id);

create table bench_title as
select row_number() over () as id, v || ' ' || o as text from
  unnest(array['Plant','Clean','Sort','Serve','Teach','Build','Paint','Read','Walk','Drive','Cook','Repair','Guide','Coach','Visit','Pack','Deliver','Harvest','Translate','Mentor']) v,
  unnest(array['trees in the park','the river bank','food at the food bank','meals at the shelter','English to newcomers','homes for families','the school','with first graders','dogs of the animal shelter',
    'seniors to the doctor','dinner for homeless people','bicycles for children','visitors of the museum','the youth soccer team','patients in hospital','winter coats','groceries to neighbors','vegetables on the farm',
    'letters for refugees','students in mathematics','the beach','the community garden','tax forms','the wildlife refuge','the emergency kits']) o;
create unique index on bench_title (id);

-- Places where people live: a fifth around the largest city, as in life a long tail of small ones.
create table bench_city as
select row_number() over () as id, 25.5 + random() * 22 as latitude, -122 + random() * 51 as longitude, 0.05 + random() * 0.25 as spread from generate_series(1, 600);
update bench_city set latitude = 40.75, longitude = -73.98, spread = 0.3 where id = 1;
update bench_city set latitude = 34.05, longitude = -118.24, spread = 0.4 where id = 2;
create unique index on bench_city (id);

create table bench_plan as
select 'opp_' || lpad(i::text, 26, '0') as id, i, 1 + floor(600 * power(random(), 3))::int as city, 1 + floor(500 * random())::int as title, 1 + floor(5000 * power(random(), 1.5))::int as place_word,
       (i * 7919::bigint % 20000)::int + 1 as s1, 1 + floor(20000 * random())::int as s2, 1 + floor(20000 * random())::int as s3, 1 + floor(20000 * random())::int as s4,
       case when random() < 0.92 then 1 else 2 + floor(random() * 5)::int end as shifts,
       timestamptz ':now' + floor(power(random(), 1.5) * 365 * 48) * interval '30 minutes' as starts_at,
       (1 + floor(random() * 5)) * interval '1 hour' as lasts,
       case when random() < 0.1 then null else 1 + floor(power(random(), 2) * 60)::int end as seats, random() < 0.25 as is_full,
       random() < 0.12 as is_virtual, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5, random() as r6
  from generate_series(1, :rows) i;

alter table grain_state disable trigger user;
alter table shift disable trigger user;

insert into shift (id, opportunity_id, starts_at, ends_at, seats, taken)
select 'shf_' || lpad((p.i * 10 + n)::text, 26, '0'), p.id, p.starts_at + n * interval '7 days', p.starts_at + n * interval '7 days' + p.lasts, p.seats,
       case when p.seats is null then 3 when p.is_full then p.seats else floor(p.r6 * p.seats)::int end
  from bench_plan p, generate_series(0, p.shifts - 1) n;

insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, partition, modified_at)
select 'default', 'opportunity', 0, 0, p.id, 1,
       jsonb_build_object(
         'id', p.id, 'organization', 'org_' || lpad((p.i % 25000)::text, 26, '0'), 'organizationName', initcap(w.word) || (array[' Helping Hands', ' Food Bank', ' Conservancy', ' School', ' Shelter', ' Community Center'])[1 + p.i % 6],
         'status', 'OPEN', 'version', 2,
         'startsAt', to_char(p.starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
         'endsAt', to_char((p.starts_at + (p.shifts - 1) * interval '7 days' + p.lasts) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
         'shifts', (select jsonb_agg(jsonb_build_object('id', 'shf_' || lpad((p.i * 10 + n)::text, 26, '0'),
                           'startsAt', to_char((p.starts_at + n * interval '7 days') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                           'endsAt', to_char((p.starts_at + n * interval '7 days' + p.lasts) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'seats', p.seats))
                      from generate_series(0, p.shifts - 1) n),
         'details', jsonb_strip_nulls(jsonb_build_object(
           'title', t.text || ' in ' || initcap(w.word), 'description', a.text || ' ' || b.text || ' ' || c.text || ' ' || d.text,
           'causes', (select jsonb_agg(slug) from cause where (sort_order / 10) in (1 + floor(42 * p.r1 * p.r1)::int, case when p.r2 < 0.3 then 1 + floor(42 * p.r3)::int end)),
           'requiredSkills', (select coalesce(jsonb_agg(slug), '[]') from (select slug, row_number() over (order by slug) n from skill) s where p.r2 < 0.4 and n in (1 + floor(100 * p.r3 * p.r4)::int, 1 + floor(100 * p.r5)::int)),
           'preferredSkills', (select coalesce(jsonb_agg(slug), '[]') from (select slug, row_number() over (order by slug) n from skill) s where p.r3 < 0.3 and n = 1 + floor(100 * p.r4)::int),
           'timeZone', case when o.longitude > -87 then 'America/New_York' when o.longitude > -101 then 'America/Chicago' when o.longitude > -114 then 'America/Denver' else 'America/Los_Angeles' end,
           'visibility', case when p.r4 < 0.01 then 'FOLLOWERS_ONLY' else 'PUBLIC' end, 'isVirtual', p.is_virtual,
           'minimumAge', case when p.r5 < 0.1 then 18 when p.r5 < 0.25 then 16 when p.r5 < 0.27 then 21 end,
           'place', case when p.is_virtual then null else jsonb_build_object(
             'latitude', round((o.latitude + (p.r1 + p.r2 + p.r3 - 1.5) * o.spread)::numeric, 6), 'longitude', round((o.longitude + (p.r4 + p.r5 + p.r6 - 1.5) * o.spread * 1.3)::numeric, 6), 'address', 'Main Street') end))),
       deadline_partition(p.id), now()
  from bench_plan p join bench_city o on o.id = p.city join bench_title t on t.id = p.title join bench_word w on w.rank = 180 + p.place_word
  join bench_sentence a on a.id = p.s1 join bench_sentence b on b.id = p.s2 join bench_sentence c on c.id = p.s3 join bench_sentence d on d.id = p.s4;

drop index listing_find, listing_starts, listing_ends, listing_changed;
