import { defaultPlan } from '../catalog/service.ts';
import type { AppContext } from '../context.ts';
import { withTransaction, type Tx } from '../db/transaction.ts';
import type { UserPrincipal } from '../http/access/principal.ts';
import type { Actor } from '../identity/contract.ts';
import { actorOf, upsertExternalAccount, writeAudit, type AccountHooks } from '../identity/service.ts';
import { hashPassword, verifyPassword } from '../identity/sign-in/passwords.ts';
import { createUser } from '../identity/sign-in/service.ts';
import { findCredentials, findMe } from '../identity/users/queries.ts';
import { newId } from '../lib/ids.ts';
import { invariant } from '../lib/invariant.ts';
import { admin, companies, people, type Person } from './cast.ts';
import { openedDaysAgo } from './catalog-content.ts';
import { seedCatalog } from './catalog.ts';
import { giveCredits, holdForLongRead, seedCreditCatalog } from './credits/credits.ts';
import { daysBefore } from './days-before.ts';
import { liveEvents } from './events.ts';
import { liveStory, type Subject } from './history.ts';
import { grantMore, holdSome, voidLatest } from './incidents.ts';
import { buyers } from './orders/content.ts';
import {
  adminMadeAction,
  backdate,
  givePlanAt,
  givePlanToTheRest,
  hasCatalog,
  isMadeByDemo,
  isSeeded,
  makeRoomForThePast,
  readClock,
  seededAction,
  takeTurn,
} from './queries.ts';

/** Somebody to sign in as. */
export interface DemoPerson {
  email: string;
  role: Person['role'];
  /** Code of their plan. */
  plan: string;
}

/**
 * Fills an empty database with a writing service: catalog, people, companies, six weeks of use until now, credits and
 * orders.
 * Returns those who can sign in with this password, of this call or of the one that seeded.
 *
 * Seeds once: nodes take turns by a lock, and an audit line tells that it is done. Accounts, their history and that
 * line commit together, so that a node that dies half-way leaves a catalog at most, and the next start goes on.
 * A database with a catalog of its own is left alone. Rejects once `signal` is aborted, with nothing half-done.
 */
export async function seedDemo(
  ctx: AppContext,
  { password, signal }: { password: string; signal?: AbortSignal },
): Promise<{ people: DemoPerson[] }> {
  const startedAt = performance.now();
  const outcome = await ctx.db.transaction().execute(async (tx) => {
    await takeTurn(tx, signal);
    if (await isSeeded(tx, admin.email)) return 'there';
    const principal = await findOrMakeAdmin(ctx, password);
    if (typeof principal === 'string') return principal;
    const now = await readClock(tx);
    await seedCatalog(ctx, principal, now);
    await seedCreditCatalog(ctx, principal, now);
    await makeRoomForThePast(ctx.db);
    await fill(tx, principal, { password, signal, now });
    return 'made';
  });
  if (outcome === 'made') {
    ctx.logger.info({ ms: Math.round(performance.now() - startedAt) }, 'the demo data is there');
  } else if (outcome !== 'there') {
    ctx.logger.warn(`no demo data: ${outcome}`);
  }
  const isThere = outcome === 'made' || outcome === 'there';
  return { people: isThere ? await findSignIns(ctx, password) : [] };
}

/**
 * The demo's admin: made where there is no catalog yet, or by an earlier start that did not come to its end. Whoever
 * else has the address is left alone, an admin too. Why there can be none is told in words.
 */
async function findOrMakeAdmin(ctx: AppContext, password: string): Promise<UserPrincipal | string> {
  const known = await findCredentials(ctx.db, admin);
  if (known ? !(await isMadeByDemo(ctx.db, known.id)) : await hasCatalog(ctx.db)) {
    return known ? `${admin.email} is somebody else` : 'this database has a catalog of its own';
  }
  const userId = known?.id ?? (await withTransaction(ctx, (tx) => makeAdmin(tx, password)));
  const me = userId === undefined ? undefined : await findMe(ctx.db, userId);
  if (me?.user.role !== 'admin') return `${admin.email} is no admin`;
  return { kind: 'user', userId: me.user.id, accountId: me.account.id, role: 'admin', sessionId: newId() };
}

/** The story of an account gives it its plan, in the past. */
const noHooks: AccountHooks = {
  created: () => Promise.resolve(),
  timeZoneChanged: () => Promise.resolve(),
};

/** The new user's id; none when somebody has the address. */
async function makePerson(tx: Tx, person: Person, password: string): Promise<string | undefined> {
  return createUser(tx, noHooks, { ...person, passwordHash: await hashPassword(password) });
}

async function makeAdmin(tx: Tx, password: string): Promise<string | undefined> {
  const userId = await makePerson(tx, admin, password);
  if (userId !== undefined) await writeAudit(tx, 'system', { action: adminMadeAction, target: userId });
  return userId;
}

interface Filling {
  password: string;
  signal: AbortSignal | undefined;
  now: Date;
  /** Gives money back. */
  actor: Actor;
  /** Of the default plan. */
  planVersionId: string;
}

async function fill(
  tx: Tx,
  principal: UserPrincipal,
  { password, signal, now }: Pick<Filling, 'password' | 'signal' | 'now'>,
): Promise<void> {
  const actor = await actorOf(tx, principal);
  const subjects = new Map<string, Subject>([
    [admin.email, { accountId: principal.accountId, story: admin, seed: admin.email }],
  ]);
  for (const person of people) {
    const userId = await makePerson(tx, person, password);
    const me = userId === undefined ? undefined : await findMe(tx, userId);
    // Somebody of that address was here first, and is left alone.
    if (!me) continue;
    subjects.set(person.email, { accountId: me.account.id, story: person, seed: person.email });
  }
  for (const company of companies) {
    const { account, created } = await upsertExternalAccount(tx, noHooks, company);
    if (created) {
      subjects.set(company.externalId, { accountId: account.id, story: company, seed: company.externalId });
    }
  }
  for (const subject of subjects.values()) {
    // The next start begins anew: nobody who stops a server should wait for six invented weeks.
    signal?.throwIfAborted();
    await liveStory(tx, subject, now);
    await liveEvents(tx, subject, { now, actor });
  }
  // She was there before all that she has made, though she uses it for some weeks only.
  await backdate(tx, principal.accountId, daysBefore(now, openedDaysAgo + 1));
  const plan = await defaultPlan(tx);
  invariant(plan, 'the catalog of the demo has a default plan');
  await fillBuyers(tx, { password, signal, now, actor, planVersionId: plan.currentVersionId });

  const holder = subjects.get('ada@example.com');
  if (holder) {
    await holdSome(tx, holder.accountId);
    await giveCredits(tx, principal, holder.accountId);
    await holdForLongRead(tx, holder.accountId);
  }
  const corrected = subjects.get('grace@example.com');
  if (corrected) await voidLatest(tx, principal, corrected.accountId);
  const favoured = subjects.get('sunrise');
  if (favoured) await grantMore(tx, principal, favoured.accountId, now);

  await givePlanToTheRest(tx, plan.currentVersionId);
  await writeAudit(tx, 'system', { action: seededAction, accountId: principal.accountId });
}

/** People who came for the offers alone; those whose address is taken are left alone. */
async function fillBuyers(tx: Tx, { password, signal, now, actor, planVersionId }: Filling): Promise<void> {
  const passwordHash = await hashPassword(password);
  for (const { joinedDaysAgo, ...buyer } of buyers) {
    signal?.throwIfAborted();
    const userId = await createUser(tx, noHooks, { ...buyer, role: 'user', passwordHash });
    const me = userId === undefined ? undefined : await findMe(tx, userId);
    if (!me) continue;
    const joinedAt = daysBefore(now, joinedDaysAgo);
    await backdate(tx, me.account.id, joinedAt);
    await givePlanAt(tx, me.account.id, planVersionId, joinedAt);
    await liveEvents(tx, { accountId: me.account.id, seed: buyer.email }, { now, actor });
  }
}

/** Whoever has changed their password, or got it from a node with other secrets, is not among them. */
async function findSignIns(ctx: AppContext, password: string): Promise<DemoPerson[]> {
  const found = await Promise.all(
    [...people, admin].map(async ({ email, role, chapters }) => {
      const credentials = await findCredentials(ctx.db, { email });
      const works = await verifyPassword(credentials?.passwordHash, password);
      return works ? [{ email, role, plan: chapters.at(-1)?.planCode ?? '' }] : [];
    }),
  );
  return found.flat();
}
