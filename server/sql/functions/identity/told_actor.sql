-- An actor as they are to be told now. Lines of history are never changed: whoever has closed their account is named by
-- their number where the lines are read.
create or replace function public.told_actor(p_actor jsonb) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select p_actor || jsonb_build_object('name', person.name)
      from public.users as person
      where person.id = case when p_actor ->> 'kind' = 'user' then (p_actor ->> 'id')::uuid end
        and person.closed_at is not null
    ),
    p_actor
  );
end;
$$;
