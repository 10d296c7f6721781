import { recordMany, reserve } from './api.ts';
import type { Product } from './product.ts';

/** Somebody whose pages are full: uses, a reservation, alerts. */
export async function registerBusy(product: Product): ReturnType<Product['register']> {
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
