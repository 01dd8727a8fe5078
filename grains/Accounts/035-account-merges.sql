-- Accounts that were merged into others (docs/merging.md). What an id of the past means today; written by the commit that closes the account,
-- so no reader ever sees one without the other. Where the other account is merged in turn, the ids of before lead on with it.
create table former_account (
  former_id  text primary key,
  account_id text not null
);
create index former_account_of on former_account (account_id);

create function account_leads_on() returns trigger language plpgsql as $$
begin
  insert into former_account (former_id, account_id) values (new.grain_key, new.payload->>'mergedInto')
    on conflict (former_id) do nothing;
  update former_account set account_id = new.payload->>'mergedInto' where account_id = new.grain_key;
  return null;
end $$;
create trigger account_leads_on after insert or update of payload on grain_state
  for each row when (new.state_name = 'account' and new.payload ? 'mergedInto') execute function account_leads_on();

-- The record of every thing that a merge found and moved, for administrators. Only ever added to.
create table account_move (
  id        bigint      generated always as identity primary key,
  from_user text        not null,
  into_user text        not null,
  thing     text        not null, -- state name and key, or table and key
  event     text        not null check (event in ('ASKED', 'CLOSED', 'FOUND', 'MOVED', 'KEPT', 'DONE')),
  detail    jsonb       null,     -- who asked, hours before and after
  at        timestamptz not null,
  constraint account_move_once unique (from_user, thing, event)
);
create index account_move_into on account_move (into_user, id);

create function account_move_stands() returns trigger language plpgsql as $$
begin
  raise exception 'the record of merges is never changed' using errcode = 'AC005';
end $$;
create trigger account_move_stands before update or delete on account_move for each row execute function account_move_stands();
create trigger account_move_is_never_emptied before truncate on account_move execute function account_move_stands();
