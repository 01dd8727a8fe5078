-- What a moderator should look at: raised by the platform, resolved by a person with a reason. Of one kind an account has at most one that is open.
create table review_flag (
  id          bigint      generated always as identity primary key,
  kind        text        not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  subject     text        not null, -- account
  reason      text        not null, -- what was noticed, for the moderator
  raised_at   timestamptz not null,
  resolved_at timestamptz null,
  resolved_by text        null,
  resolution  text        null,
  constraint review_flag_resolution_is_whole check (num_nulls(resolved_at, resolved_by, resolution) in (0, 3))
);
create unique index review_flag_one_open on review_flag (subject, kind) where resolved_at is null;
create index review_flag_open on review_flag (raised_at, id) where resolved_at is null;
create index review_flag_resolved on review_flag (resolved_at desc, id desc) where resolved_at is not null;
