import { randomUUID } from 'node:crypto';
import { start } from '../metering/metering.ts';
import type { CreditsDatabase, Lot } from './credits.ts';

/** What a package gives: 100 credits for 30 days unless told otherwise. */
export interface PackageOffer {
  credits?: number;
  days?: number;
  daily?: number;
  priority?: number;
}

export interface SqlPackage {
  packageId: string;
  versionId: string;
}

export interface Assigned {
  term_id: string;
  user_package_id: string;
  starts_at: Date;
  ends_at: Date;
  is_replay: boolean;
  available: number;
}

/** A package of its own with one published version. */
export async function makePackage(db: CreditsDatabase, offer: PackageOffer = {}): Promise<SqlPackage> {
  const packageId = randomUUID();
  await db.rows(
    `insert into public.packages (id, code, status, current_version) values ($1::uuid, 'p' || $1, 'active', 0)`,
    [packageId],
  );
  return { packageId, versionId: await publishPackage(db, packageId, offer) };
}

/** A further version of a package, given to nobody yet. */
export async function publishPackage(
  db: CreditsDatabase,
  packageId: string,
  { credits = 100, days = 30, daily, priority }: PackageOffer,
): Promise<string> {
  const content = {
    name: {},
    description: {},
    prices: [],
    credits,
    validityDays: days,
    dailyCredits: daily,
    priority,
  };
  const { id } = await db.one<{ id: string }>(
    `select public.publish_package_version(id, current_version, $2, '{}') as id from public.packages where id = $1`,
    [packageId, JSON.stringify(content)],
  );
  return id;
}

/** An account in a time zone. */
export async function accountIn(db: CreditsDatabase, timeZone: string): Promise<string> {
  const accountId = randomUUID();
  await db.rows(
    `insert into public.accounts (id, kind, name, time_zone) values ($1, 'external', 'An account', $2)`,
    [accountId, timeZone],
  );
  return accountId;
}

/** As a purchase of its own, unless told otherwise. */
export function assign(
  db: CreditsDatabase,
  accountId: string,
  versionId: string,
  at = start,
  { sourceId = randomUUID(), quantity = 1 }: { sourceId?: string; quantity?: number } = {},
): Promise<Assigned> {
  return db.one<Assigned>(
    `select * from public.assign_package($1, $2, 'purchase', $3, $4, 'bought', '{}', $5)`,
    [accountId, versionId, sourceId, quantity, at],
  );
}

export function endTerm(db: CreditsDatabase, accountId: string, termId: string, at = start) {
  return db.one<{ revoked: number; owed: number }>(
    `select * from public.end_package($1, $2, 'refunded', '{}', $3)`,
    [accountId, termId, at],
  );
}

export async function moveZone(
  db: CreditsDatabase,
  accountId: string,
  timeZone: string,
  at = start,
): Promise<void> {
  await db.rows('select public.change_time_zone($1, $2, $3)', [accountId, timeZone, at]);
}

/** Brings an account up to an instant. */
export async function touch(db: CreditsDatabase, accountId: string, at: string): Promise<void> {
  await db.rows('select public.settle_credits($1, $2)', [accountId, at]);
}

/** The allowances that were given, oldest first. */
export async function allowances(
  db: CreditsDatabase,
  accountId: string,
): Promise<(Lot & { expires_at: Date })[]> {
  return db.rows(
    `select * from public.credit_lots where account_id = $1 and source = 'daily' order by period_start, id`,
    [accountId],
  );
}
