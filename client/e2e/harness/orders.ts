import { StartedPayment } from '@meterstone/server/contract/payments/checkout';
import type { Person } from '@meterstone/server/harness/identity/people';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { makePackage } from './packages.ts';
import type { Product } from './product.ts';

/** Orders a package of 100 credits for $9.90, as the client would, and pays it at the sandbox's page. */
export async function buyPackage(
  product: Product,
  person: Person,
  name = 'Bought',
): Promise<{ orderId: string; requestId: string }> {
  const item = await makePackage(product, name);
  const started = await startPayment(product, person, item.id);
  await payAtSandbox(started.checkout_url);
  return { orderId: started.order_id, requestId: started.request_id };
}

/** Makes an order, and begins to pay it. */
export async function startPayment(
  { server }: Product,
  { token }: Person,
  productId: string,
  quantity = 1,
): Promise<StartedPayment> {
  const response = await fetch(`${server.url}/api/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ product_id: productId, quantity }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Paying answered ${response.status}: ${text}`);
  return StartedPayment.parse(z.object({ data: z.unknown() }).parse(JSON.parse(text)).data);
}

/** Pays at the sandbox's page as a browser would that comes from elsewhere. */
export async function payAtSandbox(address: string): Promise<void> {
  const body = new URLSearchParams({ act: 'pay' });
  const paid = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  if (paid.status !== 303) throw new Error(`The sandbox answered ${paid.status}`);
}

type Act = 'Pay' | 'Fail' | 'Cancel' | 'Pay later' | 'Pay twice';

/** Presses a button of the sandbox's page, once the browser is there. */
export async function atSandbox(page: Page, act: Act): Promise<void> {
  await page.getByRole('heading', { name: 'Sandbox payment' }).waitFor();
  await page.getByRole('button', { name: act, exact: true }).click();
}
