-- A spent token answers with the same successor for a while, if its answer was lost. The successor itself is not
-- kept: it comes out of the spent token, which only its holder has, and this salt, which goes once it was used.
alter table public.refresh_tokens
  add column successor_hash bytea,
  add column successor_salt bytea,
  add constraint salt_has_its_successor check (successor_salt is null or successor_hash is not null);
