import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import { isUuid, newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import type { IdentityContext } from '../context.ts';
import type { Account } from '../contract.ts';
import type { AccountHooks } from './hooks.ts';
import { claimExternalId, findAccountId, insertAccount, selectAccount, updateAccount } from './queries.ts';

/**
 * The account that a call is about; at once where the reference was resolved before. Users have their own, admins
 * may name any, API keys must name one, by our id or `ext:<the host application's id>` (case-sensitive).
 * Errors: `invalid_input` at `accountId` when a key names none; `not_found` for what is unknown, and in the same
 * words for what is another's.
 */
export function resolveAccount(
  { knownAccounts }: Pick<IdentityContext, 'knownAccounts'>,
  principal: Principal,
  ref: string | undefined,
): string | Promise<string> {
  if (principal.kind === 'user') {
    if (ref === undefined || ref.toLowerCase() === principal.accountId) return principal.accountId;
    if (principal.role !== 'admin') throw noSuchAccount();
  } else if (ref === undefined) {
    throw invalidField('accountId', 'An API key must name the account');
  }
  const isExternal = ref.startsWith('ext:');
  if (!isExternal && !isUuid(ref)) throw noSuchAccount();
  const found = knownAccounts.get(isExternal ? ref : ref.toLowerCase());
  return found instanceof Promise ? found.then(idOf) : found.id;
}

function idOf(account: { id: string } | undefined): string {
  if (!account) throw noSuchAccount();
  return account.id;
}

function noSuchAccount(): AppError {
  return new AppError('not_found', { detail: 'There is no such account' });
}

/**
 * What was looked for by its id alone. The account is the principal's to name, and what is of another one is not found.
 * Errors: `not_found`.
 */
export async function requireOwned<T extends { accountId: string }>(
  ctx: Pick<IdentityContext, 'knownAccounts'>,
  principal: Principal,
  wanted: { accountId: string | undefined; find: () => Promise<T | undefined>; refusal: string },
): Promise<T> {
  const { accountId, refusal } = wanted;
  const named = accountId === undefined ? undefined : await resolveAccount(ctx, principal, accountId);
  const found = await wanted.find();
  if (!found || (named !== undefined && found.accountId !== named)) {
    throw new AppError('not_found', { detail: refusal });
  }
  return found;
}

/** Errors: `not_found`. */
export async function getAccount(db: Database, accountId: string): Promise<Account> {
  const account = await selectAccount(db, accountId);
  if (!account) throw noSuchAccount();
  return account;
}

interface ExternalAccount {
  externalId: string;
  name: string;
  email?: string | undefined;
  timeZone?: string | undefined;
  planCode?: string | undefined;
}

/**
 * Makes or updates the account of a host application; what is absent stays as it is. Concurrent calls for one id
 * end at one account. Later features act on it by `hooks`; `planCode` is for those of a new account.
 */
export async function upsertExternalAccount(
  tx: Tx,
  hooks: AccountHooks,
  { externalId, name, email, timeZone, planCode }: ExternalAccount,
): Promise<{ account: Account; created: boolean; timeZoneChanged: boolean }> {
  const id = newId();
  if (await claimExternalId(tx, externalId, id)) {
    await insertAccount(tx, {
      id,
      kind: 'external',
      name,
      email: email ?? null,
      timeZone: timeZone ?? 'UTC',
    });
    await hooks.created(tx, id, { planCode });
    return { account: await getAccount(tx, id), created: true, timeZoneChanged: false };
  }
  const known = await findAccountId(tx, `ext:${externalId}`);
  invariant(known, 'an external id that is taken has its account');
  const timeZoneChanged = await updateAccount(tx, known, { name, email, timeZone });
  const account = await getAccount(tx, known);
  if (timeZoneChanged) await hooks.timeZoneChanged(tx, known, account.timeZone);
  return { account, created: false, timeZoneChanged };
}
