import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  assign,
  endTerm,
  makePackage,
  moveZone,
  publishPackage,
  touch,
} from '../../harness/credits/credit-packages.ts';
import type { CreditsDatabase } from '../../harness/credits/credits.ts';
import { sqlstate } from '../../harness/metering/metering.ts';
import type { Offer, PackagesModel } from './packages-model.ts';

/** Acts of random courses that are about packages. */

const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'America/Havana', 'Pacific/Apia'];

export const packageAct = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      which: fc.nat(1000),
      offer: fc.nat(3),
      source: fc.nat(20),
      quantity: fc.constantFrom(1, 1, 1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(1000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('zone' as const),
      which: fc.nat(1000),
      zone: fc.constantFrom(...zones),
    }),
  },
);
type PackageAct = typeof packageAct extends fc.Arbitrary<infer Value> ? Value : never;

/** What can be assigned, with the ids of its versions. */
export type Offers = (Offer & { versionId: string })[];

/** Three versions of one package, with allowances and without, and another one. */
export async function publishOffers(db: CreditsDatabase): Promise<Offers> {
  const { packageId, versionId } = await makePackage(db, { credits: 12, days: 2, daily: 6 });
  const other = await makePackage(db, { credits: 20, days: 3 });
  return [
    { package: packageId, credits: 12, days: 2, daily: 6, versionId },
    {
      package: packageId,
      credits: 0,
      days: 1,
      daily: 9,
      versionId: await publishPackage(db, packageId, { credits: 0, days: 1, daily: 9 }),
    },
    {
      package: packageId,
      credits: 15,
      days: 1,
      versionId: await publishPackage(db, packageId, { credits: 15, days: 1 }),
    },
    { package: other.packageId, credits: 20, days: 3, versionId: other.versionId },
  ];
}

export async function runPackageAct(
  db: CreditsDatabase,
  { id, model }: { id: string; model: PackagesModel },
  offers: Offers,
  act: PackageAct,
  at: string,
): Promise<void> {
  const now = Date.parse(at);
  if (act.kind === 'zone') {
    await moveZone(db, id, act.zone, at);
    model.moveZone(now, act.zone);
    return;
  }
  if (act.kind === 'end') {
    const term = model.terms[act.which % model.terms.length];
    if (!term) return;
    await endTerm(db, id, term.id, at);
    model.end(now, term);
    return;
  }
  const found = offers[act.offer];
  if (!found) throw new Error('There is no such offer');
  const { versionId, ...offer } = found;
  const source = { source: String(act.source), quantity: act.quantity };
  const assigning = assign(db, id, versionId, at, { sourceId: source.source, quantity: source.quantity });
  const refusal = await sqlstate(assigning);
  if (refusal !== undefined) {
    // What was settled with it is taken back; the model has settled.
    await touch(db, id, at);
    expect(refusal).toBe(model.assign(now, offer, source, { term: '', run: '', lot: '' }));
    return;
  }
  const given = await assigning;
  const lots = await db.lots(id);
  const lot = lots.find((one) => one.source === 'purchase' && one.source_id === source.source);
  const ids = { term: given.term_id, run: given.user_package_id, lot: lot?.id ?? '' };
  expect(given.is_replay ? 'replayed' : undefined).toBe(model.assign(now, offer, source, ids));
  expect(given.available).toBe(model.available);
}
