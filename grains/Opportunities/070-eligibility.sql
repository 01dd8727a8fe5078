-- What is kept of a registration beside its row: that a minor signed up, and why a coordinator let somebody in who lacked something.
create table eligibility_note (
  registration_id text        primary key references registration,
  opportunity_id  text        not null,
  minor_until     date        null,
  override_reason text        null,
  overridden_by   text        null,
  overridden_at   timestamptz null,
  missing         text[]      null,
  constraint eligibility_note_override_is_whole
    check (num_nulls(override_reason, overridden_by, overridden_at, missing) in (0, 4))
);
create index eligibility_note_opportunity on eligibility_note (opportunity_id);
