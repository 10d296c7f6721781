-- Null: nobody has chosen yet, and each browser shows its own.
alter table public.users alter column locale drop default, alter column locale drop not null;

-- Whom the settings made an admin of was given English unasked.
update public.users as admin
set locale = null
where admin.locale = 'en'
  and admin.updated_at = admin.created_at
  and exists (
    select
    from public.audit_log as entry
    where entry.action = 'admin.ensured'
      and entry.target = admin.id::text
      and entry.details -> 'done' ? 'created'
  );
