-- Pictures of people, as they are served: metadata is gone. The account's document says which of the rows of a person is theirs now.
create table avatar (
  user_id    text        not null,
  hash       text        not null check (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the content
  media_type text        not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  width      int         not null check (width between 1 and 4096),
  height     int         not null check (height between 1 and 4096),
  content    bytea       not null check (length(content) between 1 and 5242880),
  stored_at  timestamptz not null,
  primary key (user_id, hash)
);
alter table avatar alter column content set storage external; -- compressed already
