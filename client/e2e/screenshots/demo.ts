import { StartedPayment } from '@meterstone/server/contract/payments/checkout';
import {
  makeFolder,
  readSignIn,
  removeFolder,
  startNode,
} from '@meterstone/server/harness/processes/node-process';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Facts } from '../harness/views.ts';

export interface Credentials {
  email: string;
  password: string;
}

export interface Demo {
  url: string;
  admin: Credentials;
  user: Credentials;
  stop: () => Promise<void>;
}

/** The product as `npm start` runs it, with its demo, in a folder that goes with it. */
export async function startDemo(): Promise<Demo> {
  const folder = await makeFolder();
  const node = startNode({ dataDir: `${folder}/data`, env: { DEMO: 'true', LOG_LEVEL: 'error' } });
  const stop = async () => {
    await node.kill('SIGTERM');
    await removeFolder(folder);
  };
  try {
    const url = await node.url();
    const [, email = '', password = ''] =
      /Demo pro +(\S+) +first password (\S+)/.exec(node.stdout()) ??
      /Demo (?!admin)\S+ +(\S+) +first password (\S+)/.exec(node.stdout()) ??
      [];
    return { url, admin: readSignIn(node.stdout()), user: { email, password }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const SignedIn = z.object({
  data: z.object({
    accessToken: z.string(),
    user: z.object({ id: z.string() }),
    account: z.object({ id: z.string() }),
  }),
});
const Offers = z.object({ data: z.array(z.object({ id: z.string(), code: z.string() })) });

/** Signs the page's browser in. Resolves to the access token and the person's account. */
export async function signIn(
  page: Page,
  { email, password }: Credentials,
): Promise<{ token: string; accountId: string }> {
  const answer = await page.request.post('/api/auth/login', { data: { email, password } });
  if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}: ${await answer.text()}`);
  const { accessToken, user, account } = SignedIn.parse(await answer.json()).data;
  await page.goto('/api/docs');
  await page.evaluate((id) => localStorage.setItem('meterstone.session', id), user.id);
  return { token: accessToken, accountId: account.id };
}

/** What the views show of the demo: its plan `pro`, the account of its user, and what they bought. */
export async function factsOf(
  page: Page,
  token: string,
  user: { token: string; accountId: string },
): Promise<Facts> {
  const planId = await offerOf(page, token, 'plans', 'pro');
  const packageId = await offerOf(page, token, 'packages', 'credits_1000');
  return {
    featureCode: 'articles_per_day',
    monthlyFeatureCode: 'llm_tokens',
    planCode: 'pro',
    planId,
    packageId,
    accountId: user.accountId,
    ...(await orderOf(page, user.token, packageId)),
  };
}

/** A package, bought by way of the sandbox. */
async function orderOf(
  page: Page,
  token: string,
  packageId: string,
): Promise<Pick<Facts, 'orderId' | 'requestId'>> {
  const answer = await page.request.post('/api/payments', {
    headers: { authorization: `Bearer ${token}` },
    data: { product_id: packageId, provider: 'sandbox' },
  });
  const { data } = z.object({ data: StartedPayment }).parse(await answer.json());
  await page.request.post(data.checkout_url, { form: { act: 'pay' }, maxRedirects: 0 });
  return { orderId: data.order_id, requestId: data.request_id };
}

/** The id of something that the demo sells. */
async function offerOf(page: Page, token: string, kind: 'plans' | 'packages', code: string): Promise<string> {
  const answer = await page.request.get(`/api/admin/products/${kind}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const found = Offers.parse(await answer.json()).data.find((offer) => offer.code === code);
  if (!found) throw new Error(`The demo sells no "${code}"`);
  return found.id;
}
