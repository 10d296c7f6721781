import type pg from 'pg';

/** Says when a key was last used: any use of one moves it, a refused one too. */
const volatile = ['last_used_at'];

/** What the clock moves, whoever asks for what: jobs run each minute, and look at the books. */
const clockwork = ['job_states', 'health_runs', 'health_findings'];

/** A digest of each table, so that a difference names the table. */
export async function digestOf(pool: pg.Pool): Promise<Record<string, string>> {
  const tables = await pool.query<{ name: string }>(
    `
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all ($1::text[])
    order by 1`,
    [clockwork],
  );
  const parts = tables.rows.map(
    ({ name }) => `
      select '${name}' as name, md5(coalesce(string_agg(row_text, '' order by row_text), '')) as digest
      from (select (to_jsonb(t) - $1::text[])::text as row_text from public.${name} t) as rows_of_${name}`,
  );
  const { rows } = await pool.query<{ name: string; digest: string }>(parts.join(' union all '), [volatile]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
