import { sql } from 'kysely';
import { holdCatalog } from '../../catalog/service.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import type { Actor } from '../../identity/contract.ts';
import { actorOf, resolveAccount, writeAudit } from '../../identity/service.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import type { CreditsContext } from '../context.ts';
import type { ActivePackage, AssignedPackage } from './contract.ts';
import { findPackage } from './queries.ts';

/**
 * Gives an account a package without payment, by the function that a purchase uses. Audited; with a key, once.
 * Errors: `not_found` for the account, `invalid_input` for the package, or where it would be too much, `conflict` when
 * the package is not active, `idempotency_mismatch`.
 */
export async function assignPackage(
  ctx: CreditsContext,
  principal: Principal,
  input: {
    accountId: string;
    packageId: string;
    reason: string;
    idempotencyKey: string | undefined;
    requestId: string;
  },
): Promise<AssignedPackage> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const { reason, idempotencyKey: key, requestId } = input;
  const packageId = input.packageId.toLowerCase();
  const request = { owner: accountId, key, operation: 'credits.package', content: { packageId, reason } };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    await holdCatalog(tx);
    const wanted = await findPackage(tx, packageId);
    if (!wanted) throw invalidField('packageId', 'There is no such package', 'package_unknown');
    if (wanted.status !== 'active') {
      throw new AppError('conflict', { detail: `The package ${wanted.code} is ${wanted.status}` });
    }
    const { version } = wanted;
    const actor = await actorOf(tx, principal);
    const term = await assign(tx, { accountId, packageId, version, sourceId: newId(), reason, actor });
    await writeAudit(tx, principal, {
      action: 'credits.package_assigned',
      accountId,
      target: wanted.code,
      reason,
      details: { termId: term.id, version, endsAt: term.endsAt },
      requestId,
    });
    return { ...term, packageId, version };
  });
  if (!replayed) ctx.ledger.teller.tell([accountId]);
  return { ...result, replayed };
}

type Term = Pick<AssignedPackage, 'id' | 'userPackageId' | 'startsAt' | 'endsAt' | 'balance'>;

/** See assign_package.sql. */
async function assign(
  tx: Tx,
  input: {
    accountId: string;
    packageId: string;
    version: number;
    sourceId: string;
    reason: string;
    actor: Actor;
  },
): Promise<Term> {
  const { rows } = await sql<Omit<Term, 'startsAt' | 'endsAt'> & { startsAt: Date; endsAt: Date }>`
    select given.term_id as id, given.user_package_id as "userPackageId", given.starts_at as "startsAt",
      given.ends_at as "endsAt", given.available as balance
    from public.package_versions as version
    cross join lateral public.assign_package(
      p_account_id => ${input.accountId}, p_package_version_id => version.id, p_source => 'admin',
      p_source_id => ${input.sourceId}, p_reason => ${input.reason},
      p_actor => ${JSON.stringify(input.actor)}::jsonb
    ) as given
    where version.package_id = ${input.packageId} and version.version = ${input.version}`.execute(tx);
  invariant(rows[0], 'assign_package returns one row');
  const { startsAt, endsAt, ...row } = rows[0];
  return { ...row, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

/** What runs for the account now, what ends first before others. Errors: `not_found`. */
export async function listActivePackages(
  ctx: CreditsContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<ActivePackage[]> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const { rows } = await sql<{ active: ActivePackage }>`
    select jsonb_build_object(
      'id', running.id, 'packageId', package.id, 'code', package.code, 'name', content.name,
      'startsAt', running.starts_at, 'endsAt', running.ends_at,
      'dailyCredits', (array_agg(version.daily_credits order by term.starts_at))[1],
      'terms', jsonb_agg(
        jsonb_build_object(
          'id', term.id, 'version', version.version, 'source', term.source, 'quantity', term.quantity,
          'credits', term.quantity * version.credits, 'dailyCredits', version.daily_credits,
          'startsAt', term.starts_at, 'endsAt', term.ends_at
        )
        order by term.starts_at
      ),
      'next', (
        select jsonb_build_object('startsAt', next.starts_at, 'endsAt', next.ends_at)
        from public.next_package_term(
          running.account_id, package.id, content.validity_days, balance.time_zone, now()
        ) as next
        where next.ends_at is not null
      )
    ) as active
    from public.user_packages as running
    join public.credit_balances as balance on balance.account_id = running.account_id
    join public.packages as package on package.id = running.package_id
    join public.v_package_contents as content
      on content.package_id = package.id and content.version = package.current_version
    join public.user_package_terms as term
      on term.account_id = running.account_id and term.user_package_id = running.id
      and term.ended_at is null and term.ends_at > now()
    join public.package_versions as version on version.id = term.package_version_id
    where running.account_id = ${accountId} and running.ends_at > now()
    group by running.account_id, running.id, running.starts_at, running.ends_at, balance.time_zone, package.id,
      package.code, content.name, content.validity_days
    order by running.ends_at, running.id`.execute(ctx.db);
  return rows.map(({ active }) => inIso(active));
}

/** Postgres writes instants of JSON in its own way. */
function inIso(active: ActivePackage): ActivePackage {
  const iso = <T extends { startsAt: string; endsAt: string }>(span: T): T => ({
    ...span,
    startsAt: new Date(span.startsAt).toISOString(),
    endsAt: new Date(span.endsAt).toISOString(),
  });
  return { ...iso(active), terms: active.terms.map(iso), next: active.next && iso(active.next) };
}
