import pg from 'pg';
import { BootError } from '../lib/boot-error.ts';

/** The role that a connection has, which its address need not tell. */
export async function roleOf(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString, application_name: 'meterstone-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>('select current_user as role');
    return rows[0]?.role ?? '';
  } finally {
    await client.end();
  }
}

const ours = `('public', 'meterstone_migrations')`;

/** The role, and each that it belongs to: `set role` lends it their rights, also where they are not inherited. */
const itsRoles = `(select * from pg_roles where pg_has_role($1, oid, 'member'))`;

/**
 * Refuses a role that nothing that is granted or revoked would bind: one that may make roles or do anything, or that
 * owns the database or something in it, or belongs to who does. Before anything is taken from it, as an owner could
 * not go on without its rights. Errors: BootError.
 */
export async function requireBindable(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ fault: string }>(
    `select case when lent.rolname = $1 then 'it' else 'it belongs to ' || lent.rolname || ', which' end
       || ' may make roles, or is a superuser' as fault
     from ${itsRoles} as lent where lent.rolsuper or lent.rolcreaterole
     union all
     select 'it belongs to ' || lent.rolname
     from ${itsRoles} as lent
     where lent.rolname in (
       'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_write_all_data'
     )
     union all
     select 'it belongs to the role that migrates' where pg_has_role($1, current_user, 'member')
     union all
     select 'it owns the database, or belongs to its owner'
     from pg_database where datname = current_database() and pg_has_role($1, datdba, 'member')
     union all
     select 'it owns, or belongs to the owner of, ' || owned.name
     from (
       select oid::regclass::text as name, relowner as owner from pg_class
       where relnamespace::regnamespace::text in ${ours} and relkind in ('r', 'p', 'v')
       union all
       select oid::regprocedure::text, proowner from pg_proc where pronamespace::regnamespace::text in ${ours}
       union all
       select nspname, nspowner from pg_namespace where nspname in ${ours}
     ) as owned
     where pg_has_role($1, owned.owner, 'member')
     limit 1`,
    [role],
  );
  refuse(role, rows[0]?.fault);
}

/**
 * Refuses a role that may do more than it was granted, by way of other roles or of everybody's rights.
 * Errors: BootError.
 */
export async function requireBound(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ fault: string }>(
    `select 'it may make objects in the schema ' || space.nspname as fault
     from pg_namespace as space
     cross join ${itsRoles} as lent
     where space.nspname in ${ours} and has_schema_privilege(lent.oid, space.oid, 'create')
     union all
     select 'it may ' || privilege || ' in ' || relation.oid::regclass
     from pg_class as relation
     cross join ${itsRoles} as lent
     cross join unnest(array['insert', 'update', 'delete', 'truncate', 'trigger']) as privilege
     where relation.relnamespace::regnamespace::text in ${ours}
       and relation.relkind in ('r', 'p')
       and (
         has_table_privilege(lent.oid, relation.oid, privilege)
         or (privilege in ('insert', 'update') and has_any_column_privilege(lent.oid, relation.oid, privilege))
       )
       and not exists (
         select
         from aclexplode(relation.relacl) as granted
         where granted.grantee = (select oid from pg_roles where rolname = $1)
           and lower(granted.privilege_type) = privilege
       )
     union all
     select 'it may call ' || function.oid::regprocedure
     from pg_proc as function
     cross join ${itsRoles} as lent
     where function.pronamespace = 'public'::regnamespace
       and function.prosecdef
       and has_function_privilege(lent.oid, function.oid, 'execute')
       and not exists (
         select
         from aclexplode(function.proacl) as granted
         where granted.grantee = (select oid from pg_roles where rolname = $1)
       )
     limit 1`,
    [role],
  );
  refuse(role, rows[0]?.fault);
}

function refuse(role: string, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new BootError(
    `DATABASE_URL: the role ${role} would not be bound by its rights (${fault}): give it a role without such rights`,
  );
}
