-- Who signed which version of a waiver, when and as whom. Evidence: rows are added, never changed or removed.
create table waiver_signature (
  id              text        primary key,
  waiver_id       text        not null,
  organization_id text        not null,
  version         int         not null check (version > 0),
  hash            text        not null check (hash ~ '^[0-9a-f]{64}$'),
  user_id         text        not null,
  signer          text        not null check (signer in ('SELF', 'GUARDIAN')),
  signed_name     text        not null,
  consent_id      text        null,
  signed_at       timestamptz not null,
  expires_at      timestamptz null check (expires_at > signed_at),
  constraint waiver_signature_guardian_has_consent check ((signer = 'GUARDIAN') = (consent_id is not null))
);
create index waiver_signature_user on waiver_signature (user_id);
create index waiver_signature_waiver on waiver_signature (waiver_id, signed_at desc, id desc);

create function waiver_signature_stands() returns trigger language plpgsql as $$
begin
  raise exception 'a signature is never changed or removed' using errcode = 'AC002';
end $$;
create trigger waiver_signature_stands before update or delete on waiver_signature for each row execute function waiver_signature_stands();
create trigger waiver_signature_is_never_emptied before truncate on waiver_signature execute function waiver_signature_stands();
