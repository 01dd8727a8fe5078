-- Sessions that ended while tokens of theirs may still be about. By the database's clock: front ends read what came since they looked last.
create table ended_session (id text primary key, ended_at timestamptz not null default now());
create index ended_session_recent on ended_session (ended_at);
