import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import type { PlannedGrant } from './contract.ts';

interface Granted {
  lotId: string;
  transactionId: string;
  available: number;
  isReplay: boolean;
}

/**
 * What an admin gives; see grant_credits.sql. One `sourceId` gives an account one lot, however often it is asked for.
 */
export async function grantAdminCredits(
  tx: Tx,
  input: {
    accountId: string;
    amount: number;
    sourceId: string;
    priority?: number | undefined;
    expiresAt: string | undefined;
    reason: string;
    actor: Actor;
  },
): Promise<Granted> {
  const { rows } = await sql<Granted>`
    select lot_id as "lotId", transaction_id as "transactionId", available, is_replay as "isReplay"
    from public.grant_credits(
      p_account_id => ${input.accountId}, p_amount => ${input.amount}, p_source => 'admin',
      p_source_id => ${input.sourceId}, p_priority => ${input.priority ?? null},
      p_expires_at => ${input.expiresAt ?? null}, p_reason => ${input.reason},
      p_actor => ${JSON.stringify(input.actor)}::jsonb
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A grant came back empty');
  return row;
}

/** Who these accounts are, by their ids. */
export async function selectReceivers(
  db: Database,
  accountIds: readonly string[],
): Promise<Map<string, NonNullable<PlannedGrant['account']>>> {
  const { rows } = await sql<NonNullable<PlannedGrant['account']>>`
    select account.id, account.name, account.email, external.external_id as "externalId"
    from public.accounts as account
    left join public.account_external_ids as external on external.account_id = account.id
    where account.id = any (${accountIds}::uuid[])`.execute(db);
  return new Map(rows.map((account) => [account.id, account]));
}

/** Which of these sources have given their account an admin's credits already; `accountRef` as in AccountRef. */
export async function selectGiven(
  db: Database,
  wanted: readonly { accountRef: string; sourceId: string }[],
): Promise<Set<string>> {
  const externalIds = wanted.map(({ accountRef }) =>
    accountRef.startsWith('ext:') ? accountRef.slice('ext:'.length) : null,
  );
  const { rows } = await sql<{ sourceId: string }>`
    select wanted.source_id as "sourceId"
    from unnest(
      ${wanted.map(({ accountRef }, index) => (externalIds[index] === null ? accountRef : null))}::uuid[],
      ${externalIds}::text[],
      ${wanted.map(({ sourceId }) => sourceId)}::text[]
    ) as wanted(account_id, external_id, source_id)
    left join public.account_external_ids as external on external.external_id = wanted.external_id
    join public.credit_lots as lot
      on lot.account_id = coalesce(wanted.account_id, external.account_id)
      and lot.source = 'admin'
      and lot.source_id = wanted.source_id
      and lot.period_start = '-infinity'`.execute(db);
  return new Set(rows.map(({ sourceId }) => sourceId));
}
