-- What happened to an attendance after it: reminded, estimated, corrected, missed, appealed; as the opportunity grain wrote it.
alter table registration add column review jsonb null;

-- Who is there now, at all events. Rows of events that ended long ago are closed, so the registrations of an event are the way in.
create view on_site_view as
select r.opportunity_id, r.id, r.user_id, r.name, r.shift_id, s.ends_at, r.checked_in_at, r.check_in_method, r.evidence->>'gate' as gate
  from registration r join shift s on s.id = r.shift_id
 where r.checked_in_at is not null and r.checked_out_at is null;
