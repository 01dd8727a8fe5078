-- FOR KEY SHARE does not hold up an update of epoch: a newer activation could take the fence and load its rows while an older one,
-- which had just passed it, was still committing. FOR SHARE makes the newer one wait until that commit is over.
create or replace function hold_fence(fenced_owner text, held bigint) returns void language plpgsql as $$
begin
  perform 1 from fence where owner = fenced_owner and epoch = held for share;
  if not found then
    raise exception 'fenced: a newer activation of % writes', fenced_owner using errcode = 'AC001';
  end if;
end $$;
