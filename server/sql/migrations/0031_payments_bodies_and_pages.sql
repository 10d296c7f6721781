-- What a provider sent is forgotten a while after it was handled (forget_event_bodies.sql): null then.
alter table public.provider_events alter column raw drop not null;

create index provider_events_to_forget on public.provider_events (handled_at)
where raw is not null and state in ('applied', 'ignored', 'dismissed');

-- When the page of an order that has ended is to be closed next (claim_ended_pages.sql); null: at once.
alter table public.payments add column close_at timestamptz;
