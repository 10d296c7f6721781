import pg from 'pg';
import { freshKey, type Request } from './load-tool.ts';
import { accounts, call, type Subject } from './server-under-load.ts';

/** Lots of each of the many accounts. */
const lotsOfMany = 10;
/** Accounts that take all the load alone, by how many lots they have. */
const hotLots = [1, lotsOfMany, 1_000];

/** Gives lots to the accounts of `prepareSubject`, and makes the hot ones. No lot is ever used up. */
export async function prepareCredits(databaseUrl: string, { url, apiKey }: Subject): Promise<void> {
  for (const lots of hotLots) {
    await call(url, 'PUT', `/api/admin/accounts/${hotAccount(lots)}`, apiKey, { name: 'Bench' });
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const [pattern, lots] of [
    ['^bench-\\d+$', lotsOfMany] as const,
    ...hotLots.map((lots) => [`^${hotAccount(lots).slice(4)}$`, lots] as const),
  ]) {
    await client.query(
      `select public.grant_credits(
         p_account_id => account.account_id, p_amount => 1000000000, p_source => 'bonus',
         p_source_id => number::text, p_expires_at => now() + (365 + number) * interval '1 day'
       )
       from public.account_external_ids as account cross join generate_series(1, $2) as number
       where account.external_id ~ $1`,
      [pattern, lots],
    );
  }
  await client.query('vacuum analyze public.credit_balances, public.credit_lots, public.credit_transactions');
  await client.end();
}

/** What is sent, by the name it has in the report. Every use carries a key of its own. */
export function createCreditLoads(token: string): [name: string, next: () => Request][] {
  return [
    [`use of credits, ${lotsOfMany} lots`, () => use(someAccount(), token)],
    ...hotLots.map((lots): [string, () => Request] => [
      `use of credits, one account, lots: ${lots}`,
      () => use(hotAccount(lots), token),
    ]),
    [
      `balance, ${lotsOfMany} lots`,
      () => ({ method: 'GET', path: `/api/credits/balance?accountId=${someAccount()}`, token }),
    ],
  ];
}

function use(accountId: string, token: string): Request {
  const body = JSON.stringify({ accountId, amount: 1, idempotencyKey: freshKey() });
  return { method: 'POST', path: '/api/credits/use', token, body };
}

function someAccount(): string {
  return `ext:bench-${Math.floor(Math.random() * accounts)}`;
}

function hotAccount(lots: number): string {
  return `ext:bench-lots-${lots}`;
}
