import type pg from 'pg';

/**
 * From now on whatever would change what these accounts may use fails, as a bug or a broken row might make it. Once a
 * database; returns how to end it.
 */
export async function refuseAccount(
  pool: Pick<pg.Pool, 'query'>,
  ...accountIds: string[]
): Promise<() => Promise<void>> {
  await pool.query(`
    create function public.refuse_account() returns trigger language plpgsql as $$
    begin
      if new.account_id = any (tg_argv[0]::uuid[]) then raise exception 'not this one'; end if;
      return new;
    end $$`);
  for (const table of ['account_plans', 'account_entitlements']) {
    await pool.query(
      `create trigger refused before update on public.${table}
       for each row execute function public.refuse_account('{${accountIds.join()}}')`,
    );
  }
  return async () => {
    await pool.query('drop function public.refuse_account cascade');
  };
}
