import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import { mayRead } from '../../http/access/policy.ts';
import type { Principal } from '../../http/access/principal.ts';
import type { Account } from '../../identity/contract.ts';
import { getAccount, resolveAccount, upsertExternalAccount, writeAudit } from '../../identity/service.ts';
import type { MeteringContext } from '../context.ts';
import { selectPaidFeatures } from '../elastic/paying.ts';
import type { AccountPlan } from '../entitlements/contract.ts';
import { requireActive, requirePlan } from '../entitlements/plans.ts';
import { applyPlanVersion, findAccountPlan, selectPlanCodes } from '../entitlements/queries.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import { selectOverrides } from '../overrides/queries.ts';
import type { AccountDetail, AccountSummary, UpsertAccountBody, WrittenAccount } from './contract.ts';
import { readQuotas } from './overview.ts';

/** One account with its plan, quotas and overrides. Errors: `not_found`. */
export async function readAccount(
  ctx: MeteringContext,
  principal: Principal,
  accountRef: string,
): Promise<AccountDetail> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const [account, current, quotas, creditsPay, overrides] = await Promise.all([
    getAccount(ctx.db, accountId),
    findAccountPlan(ctx.db, accountId),
    readQuotas(ctx, accountId),
    selectPaidFeatures(ctx.db, accountId),
    selectOverrides(ctx.db, accountId),
  ]);
  return toDetail(account, current, { quotas, creditsPay, overrides });
}

/** The same as the transaction sees it. */
export async function readAccountWithin(
  ctx: MeteringContext,
  tx: Tx,
  accountId: string,
): Promise<AccountDetail> {
  const account = await getAccount(tx, accountId);
  const current = await findAccountPlan(tx, accountId);
  const quotas = await readQuotas(ctx, accountId, tx);
  const creditsPay = await selectPaidFeatures(tx, accountId);
  return toDetail(account, current, { quotas, creditsPay, overrides: await selectOverrides(tx, accountId) });
}

function toDetail(
  account: Account,
  current: AccountPlan | undefined,
  has: Pick<AccountDetail, 'quotas' | 'creditsPay' | 'overrides'>,
): AccountDetail {
  return {
    ...account,
    planCode: current?.plan.code ?? null,
    planVersion: current ? versionOf(current.plan) : null,
    subscription: current?.subscription ?? null,
    ...has,
  };
}

function versionOf({ version, newer }: AccountPlan['plan']): AccountDetail['planVersion'] {
  return { version, newer: newer && { version: newer.version, comesAt: newer.comesAt } };
}

/**
 * The account as who changed it may see it: whole, or, for a key that may not read accounts, what it has written.
 * Errors: `not_found`.
 */
export async function tellWritten(
  ctx: MeteringContext,
  principal: Principal,
  accountId: string,
  written: Omit<WrittenAccount, 'id'>,
): Promise<AccountDetail | WrittenAccount> {
  if (mayRead(principal, 'accounts:read')) return readAccount(ctx, principal, accountId);
  return { id: accountId, ...written };
}

/**
 * Makes or updates the account of a host application. A new one gets the plan named, else the default one; one that
 * exists changes plan only where a plan is named that it does not have. Audited. A key that may not read accounts is
 * told what it sent, the id and the plan.
 * Errors: `invalid_input` for the plan, `conflict` when the plan is not active.
 */
export async function upsertAccount(
  ctx: MeteringContext,
  principal: Principal,
  input: UpsertAccountBody & { externalId: string; requestId: string },
): Promise<{ account: AccountSummary | WrittenAccount; created: boolean }> {
  const { planCode, requestId, ...given } = input;
  const { account, created, hasChanged } = await withAccountTransaction(
    ctx,
    `ext:${given.externalId}`,
    async (tx) => {
      // The plan before the account, as a publication locks them.
      const plan = planCode === undefined ? undefined : await requirePlan(tx, planCode);
      const upserted = await upsertExternalAccount(tx, ctx.accountHooks, { ...given, planCode });
      const { id } = upserted.account;
      const codeFound = (await selectPlanCodes(tx, [id])).get(id) ?? null;
      const isOther = plan !== undefined && plan.code !== codeFound;
      if (isOther) await applyPlanVersion(tx, id, requireActive(plan).currentVersionId);
      const codeAfter = isOther ? plan.code : codeFound;
      await writeAudit(tx, principal, {
        action: upserted.created ? 'account.created' : 'account.updated',
        accountId: id,
        details: { ...given, planCode: codeAfter },
        requestId,
      });
      return {
        account: { ...upserted.account, planCode: codeAfter },
        created: upserted.created,
        hasChanged: upserted.timeZoneChanged || isOther || (upserted.created && codeAfter !== null),
      };
    },
  );
  if (hasChanged) await refreshEntitlements(ctx, [account.id]);
  if (mayRead(principal, 'accounts:read')) return { account, created };
  return { account: { id: account.id, ...given, planCode: account.planCode }, created };
}
