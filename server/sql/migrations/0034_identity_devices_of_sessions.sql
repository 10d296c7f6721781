-- What the browser said of itself when somebody signed in, so that they know the session again.
alter table public.sessions
  add column user_agent text,
  add constraint user_agent_is_at_most_300_characters check (length(user_agent) <= 300);
