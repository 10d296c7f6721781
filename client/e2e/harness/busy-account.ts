import type { Person } from '@meterstone/server/harness/identity/people';
import { recordMany, reserve } from './api.ts';
import { makePackage } from './packages.ts';
import { makePlan } from './plans.ts';
import type { Product } from './product.ts';
import { sell } from './sales.ts';
import type { Facts } from './views.ts';

/** Somebody whose pages are full: uses, a reservation, alerts. */
export async function registerBusy(product: Product): Promise<Person> {
  const person = await product.register({ name: 'Katherine Johnson' });
  const { id } = person.account;
  await recordMany(
    product,
    id,
    Array.from({ length: 30 }, (_, index) => ({
      featureCode: 'tokens',
      amount: 10 + index,
      occurredAt: new Date(Date.now() - index * 7_000_000).toISOString(),
    })),
  );
  await product.record(id, 'articles', 96);
  await reserve(product, id, 'articles', 2);
  return person;
}

/** Somebody busy who has bought a package, beside a plan and a package to look at; and the addresses of all that. */
export async function prepareViews(product: Product): Promise<{ buyer: Person; facts: Facts }> {
  const buyer = await registerBusy(product);
  const plan = await makePlan(product, 'Looked at');
  const sale = await sell(product, { buyer });
  const facts = {
    featureCode: 'articles',
    monthlyFeatureCode: 'tokens',
    planCode: plan.code,
    planId: plan.id,
    packageId: (await makePackage(product, 'Looked at')).id,
    accountId: buyer.account.id,
    orderId: sale.orderId,
    requestId: sale.reference,
  };
  return { buyer, facts };
}
