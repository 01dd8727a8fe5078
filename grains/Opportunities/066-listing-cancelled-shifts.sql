-- A shift that is called off while the rest of the event takes place is none that somebody could find: its free seats, its days and its
-- parts of the week count no more (063 knew nothing of it).
create or replace function some_shift_fits(opportunity text, zone text, lower timestamptz, upper timestamptz, only_open boolean, available int) returns boolean
language sql stable parallel safe
  return exists (
    select from shift s
     where s.opportunity_id = opportunity and not s.cancelled and s.ends_at > lower and (upper is null or s.starts_at < upper)
       and (not only_open or s.seats is null or s.taken < s.seats)
       and (available is null or shift_slots(s.starts_at, s.ends_at, zone) & ~available = 0));

-- Until when an opportunity has a free seat; null: it has none.
create function open_until(opportunity text) returns timestamptz language sql stable parallel safe
  return (select max(s.ends_at) from shift s where s.opportunity_id = opportunity and not s.cancelled and (s.seats is null or s.taken < s.seats));

create or replace function listing_of(opportunity text, payload jsonb) returns setof listing language plpgsql stable as $$
declare
  d jsonb := payload->'details';
  planned jsonb := jsonb_path_query_array(payload->'shifts', '$[*] ? (!(@.outcome.decision == "CANCELLED"))');
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
  select count(*), coalesce(array_agg(distinct shift_slots(iso_time(s->>'startsAt'), iso_time(s->>'endsAt'), l.time_zone)), '{}'),
         coalesce(min(iso_time(s->>'startsAt')), iso_time(payload->>'startsAt')), coalesce(max(iso_time(s->>'endsAt')), iso_time(payload->>'endsAt'))
    into l.shifts, l.slots, l.starts_at, l.ends_at from jsonb_array_elements(planned) s;
  l.register_until := iso_time(d->>'registrationDeadline');
  l.open_ends_at := open_until(opportunity);
  l.tags := listing_tags(opportunity, l.organization, l.causes, l.skills, l.is_virtual, l.slots, (d->'place'->>'latitude')::float8, (d->'place'->>'longitude')::float8, l.starts_at, l.ends_at,
    (select array_agg(distinct floor(extract(epoch from iso_time(s->>'startsAt')) / 86400)::bigint) from jsonb_array_elements(planned) s));
  l.title_words := to_tsvector('english', l.title);
  l.words := to_tsvector('english', l.title || ' ' || l.organization_name || ' ' || coalesce(d->>'description', ''));
  l.changed_at := now();
  return next l;
end $$;

create or replace function listing_follow_seats() returns trigger language plpgsql as $$
declare
  opportunity text := coalesce(new.opportunity_id, old.opportunity_id);
  free_until timestamptz := open_until(opportunity);
begin
  update listing set open_ends_at = free_until, changed_at = now() where id = opportunity and open_ends_at is distinct from free_until;
  return null;
end $$;

drop trigger shift_listing_changed on shift;
create trigger shift_listing_changed after update on shift for each row
  when (new.ends_at <> old.ends_at or new.cancelled <> old.cancelled
        or (new.seats is null or new.taken < new.seats) is distinct from (old.seats is null or old.taken < old.seats))
  execute function listing_follow_seats();

-- The listings of events that have such a shift, anew.
delete from listing where id in (select opportunity_id from shift where cancelled);
insert into listing
select l.* from grain_state g, listing_of(g.grain_key, g.payload) l
 where g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key in (select opportunity_id from shift where cancelled);
