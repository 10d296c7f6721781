import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';

/** Events a second that one connection puts through the SQL function alone, in batches of the given size. */
export async function measureFunction(databaseUrl: string, batch: number, seconds: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const text = `
    select count(*) from public.record_feature_usage_many(
      (select array_agg(ids.account_id) from (
        select account_id from account_external_ids order by random() limit $1
      ) as ids),
      array_fill('tokens'::text, array[$1::int]), array_fill(1::bigint, array[$1::int]),
      array(select gen_random_uuid()::text from generate_series(1, $1::int)),
      array_fill(null::timestamptz, array[$1::int]), array_fill(null::jsonb, array[$1::int])
    )`;
  await client.query({ name: 'batch', text, values: [batch] });
  let events = 0;
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    await client.query({ name: 'batch', text, values: [batch] });
    events += batch;
  }
  const rate = (events / (performance.now() - started)) * 1000;
  await client.end();
  return rate;
}

/** What a rate limiter on Postgres does a second at 128 callers: the usual stand-in for a quota, without a record. */
export async function measureRateLimiter(databaseUrl: string, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
    const made = new RateLimiterPostgres(
      { storeClient: pool, points: 1_000_000_000, duration: 86_400, tableName: 'bench_limits' },
      (error?: Error) => {
        if (error) reject(error);
        else resolve(made);
      },
    );
  });
  let consumed = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 128 }, async () => {
      while (performance.now() - started < seconds * 1000) {
        await limiter.consume(`bench-${Math.floor(Math.random() * 1000)}`);
        consumed += 1;
      }
    }),
  );
  const rate = (consumed / (performance.now() - started)) * 1000;
  await pool.end();
  return rate;
}

/** Adds records through the engine itself until there are that many. */
export async function growTo(databaseUrl: string, records: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    do $$
    declare
      v_ids uuid[] := (select array_agg(account_id) from account_external_ids);
      v_missing bigint := ${records} - (select count(*) from usage_records);
    begin
      while v_missing > 0 loop
        perform public.record_feature_usage_many(
          (select array_agg(v_ids[1 + floor(random() * cardinality(v_ids))::int]) from generate_series(1, 1000)),
          array_fill('tokens'::text, array[1000]), array_fill(1::bigint, array[1000]),
          array(select gen_random_uuid()::text from generate_series(1, 1000)),
          array_fill(null::timestamptz, array[1000]), array_fill(null::jsonb, array[1000])
        );
        commit;
        v_missing := v_missing - 1000;
      end loop;
    end $$`);
  await client.end();
}
