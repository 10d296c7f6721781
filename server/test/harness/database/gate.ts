import pg from 'pg';
import { waitUntil } from '../clock/wait.ts';

const trigger = `
  create table gate (is_closed boolean);
  create function wait_at_gate() returns trigger language plpgsql as $$
  begin
    while exists (select from public.gate) loop
      perform pg_sleep(0.005);
    end loop;
    return null;
  end $$;
  create trigger gate before insert on public.usage_records for each statement execute function wait_at_gate()`;

/** Where statements that write records wait, as on a slow disk. */
export interface Gate {
  close: () => Promise<void>;
  open: () => Promise<void>;
  /** Resolves once so many statements wait. */
  untilWaiting: (statements?: number) => Promise<void>;
}

/** Builds it, open, into a database that is the test's own. */
export async function buildGate(connectionString: string): Promise<Gate> {
  const connected = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await work(client);
    await client.end();
  };
  await connected((client) => client.query(trigger));
  return {
    close: () => connected((client) => client.query('insert into public.gate values (true)')),
    open: () => connected((client) => client.query('delete from public.gate')),
    untilWaiting: (statements = 1) =>
      connected((client) =>
        waitUntil(async () => {
          const { rows } = await client.query(
            `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
          );
          return rows.length >= statements;
        }),
      ),
  };
}
