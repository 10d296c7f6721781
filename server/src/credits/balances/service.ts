import { mayRead } from '../../http/access/policy.ts';
import type { Principal } from '../../http/access/principal.ts';
import type { RenderedData } from '../../http/rendered-data.ts';
import { searchAccounts, resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { CreditsContext } from '../context.ts';
import type { Balance, CreditAccount } from './contract.ts';
import { readStandings } from './queries.ts';

/** Where the account stands now, with its lots in the order in which they burn. Errors: `not_found`, `overloaded`. */
export async function readBalance(
  ctx: CreditsContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<RenderedData<Balance>> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const balance = await ctx.ledger.balanceReader.read(accountId);
  if (!balance) throw new AppError('not_found', { detail: 'There is no such account' });
  return balance;
}

/**
 * Accounts by part of name, e-mail or external id, newest first, with what each has. Errors: `forbidden` for a key that
 * may read credits, but not whose they are.
 */
export async function listCreditAccounts(
  ctx: CreditsContext,
  principal: Principal,
  query: { q?: string | undefined; limit: number; offset: number },
): Promise<{ accounts: CreditAccount[]; total: number }> {
  if (!mayRead(principal, 'accounts:read')) {
    throw new AppError('forbidden', { detail: 'The API key needs the scope accounts:read, too' });
  }
  const { accounts, total } = await searchAccounts(ctx.db, query);
  const standings = await readStandings(
    ctx.db,
    accounts.map(({ id }) => id),
  );
  const nothing = { balance: 0, held: 0, debt: 0 };
  return {
    accounts: accounts.map(({ id, name, email, externalId }) => ({
      id,
      name,
      email,
      externalId,
      ...(standings.get(id) ?? nothing),
    })),
    total,
  };
}
