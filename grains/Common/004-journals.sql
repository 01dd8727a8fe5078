-- Who may write the journal rows of an owner: the activation that took the latest epoch. An older one fails, it never overwrites.
create table fence (owner text primary key, epoch bigint not null);

-- FOR SHARE, because only that makes taking the fence wait for a commit on its way: the new activation would else load without its rows.
create function hold_fence(fenced_owner text, held bigint) returns void language plpgsql as $$
begin
  perform 1 from fence where owner = fenced_owner and epoch = held for share;
  if not found then
    raise exception 'fenced: a newer activation of % writes', fenced_owner using errcode = 'AC001';
  end if;
end $$;

-- Changes on their way to another grain, written in the transaction that caused them, deleted when received.
create table intent (
  id          text        primary key,
  target      text        not null,
  kind        text        not null,
  payload     text        not null,
  created_at  timestamptz not null,
  next_due    timestamptz not null,
  attempts    int         not null default 0,
  last_error  text        null,
  partition   smallint    not null
);
create index intent_due on intent (partition, next_due);

-- Deadlines whose grain failed: back-off, and what operators look at. A success deletes the row.
create table deadline_failure (
  service_id text        not null,
  state_name text        not null,
  grain_key  text        not null,
  attempts   int         not null,
  last_error text        not null,
  next_try   timestamptz not null,
  primary key (service_id, state_name, grain_key)
);

-- Letters and texts where no provider is configured: what a developer sees as sent.
create table outbox_message (
  id          text        primary key,
  channel     text        not null,
  recipient   text        not null,
  subject     text        not null,
  body        text        not null,
  about       text        not null,
  sent_at     timestamptz not null
);
create index outbox_message_recent on outbox_message (sent_at desc, id);
create index outbox_message_about on outbox_message (about);

-- Keys that protect cookies, tokens and links; every node reads the same ring.
create table data_protection_key (name text primary key, xml text not null, created_at timestamptz not null default now());
