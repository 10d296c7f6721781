import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { CreditsContext } from '../context.ts';
import type { Balance } from './contract.ts';

/** Where the account stands now, with its lots in the order in which they burn. Errors: `not_found`, `overloaded`. */
export async function readBalance(
  ctx: CreditsContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<Balance> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const balance = await ctx.ledger.balanceReader.submit(accountId);
  if (!balance) throw new AppError('not_found', { detail: 'There is no such account' });
  return balance;
}
