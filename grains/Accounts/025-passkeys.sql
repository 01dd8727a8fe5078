-- Whose a passkey is, by its credential id: one may belong to one account only.
create index passkey_by_id on grain_state using gin ((payload->'passkeys') jsonb_path_ops)
 where state_name = 'account-security';
