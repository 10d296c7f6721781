import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { openPage, type Visit, type VisitOptions } from '@meterstone/server/harness/browser/chromium';
import { useChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createFeature, createPlan } from '@meterstone/server/harness/catalog/catalog';
import { zoneAtNoon } from '@meterstone/server/harness/clock/noon';
import { adminCredentials, startTestServer, type TestServer } from '@meterstone/server/harness/http/server';
import {
  createApiKey,
  registerUser,
  signIn,
  signInAdmin,
  type Person,
} from '@meterstone/server/harness/identity/people';
import { rememberToasts } from './toasts.ts';

type SignedIn = Omit<Person, 'password'>;

/** The whole product on a free port: server, database, pages, an admin, a small catalog; and a browser. */
export interface Product {
  server: TestServer;
  adminToken: string;
  /** May record, and bring accounts. */
  apiKey: string;
  /** Somebody new, on the default plan: 100 articles a day, 1,000 tokens a month. Their day is at noon. */
  register: (options?: Parameters<typeof registerUser>[1]) => Promise<Person>;
  /** Uses a feature of an account, as the host application would; fails the test when refused. */
  record: (accountId: string, featureCode: string, amount: number) => Promise<void>;
  /** A page of nobody. */
  visit: (path: string, options?: VisitOptions) => Promise<Visit>;
  /** A page of somebody who is signed in. */
  visitAs: (person: SignedIn, path: string, options?: VisitOptions) => Promise<Visit>;
  visitAsAdmin: (path: string, options?: VisitOptions) => Promise<Visit>;
}

/**
 * The product for the tests of a suite. Its pages are closed after each test; they have complained about nothing,
 * but for what the test excuses. `settings`: what the server is started with besides.
 */
export function useProduct(
  settings: () => Promise<Record<string, string>> = () => Promise.resolve({}),
): () => Product {
  const browser = useChromium();
  const visits: Visit[] = [];
  let product: Product | undefined;
  beforeAll(async () => {
    const server = await startTestServer({ env: await settings() });
    const adminToken = await signInAdmin(server);
    await createFeature(server, adminToken, { code: 'articles', name: 'Articles', unit: 'article|articles' });
    await createFeature(server, adminToken, { code: 'tokens', name: 'Tokens', unit: 'token|tokens' });
    await createFeature(server, adminToken, { code: 'support', name: 'Priority support', kind: 'boolean' });
    await createPlan(server, adminToken, {
      code: 'starter',
      name: { en: 'Starter', 'zh-CN': '入门版' },
      prices: [
        { interval: 'month', amountMinor: 900, currency: 'USD' },
        { interval: 'year', amountMinor: 9_000, currency: 'USD' },
      ],
      features: [
        { code: 'articles', quota: 100, resetPeriod: 'daily' },
        { code: 'tokens', quota: 1_000, resetPeriod: 'monthly' },
        { code: 'support', enabled: true },
      ],
      isDefault: true,
    });
    const apiKey = await createApiKey(server, adminToken, [
      'usage:write',
      'usage:read',
      'accounts:write',
      'credits:write',
    ]);

    const visit: Product['visit'] = async (path, options) => {
      const opened = await openPage(browser(), { baseURL: server.url, locale: 'en-US', ...options });
      visits.push(opened);
      await rememberToasts(opened.page.context());
      await opened.page.goto(path);
      return opened;
    };
    const visitAs: Product['visitAs'] = (person, path, options) => {
      const [name = '', value = ''] = person.cookie.split(/=(.*)/s);
      return visit(path, {
        ...options,
        storageState: {
          cookies: [
            {
              name,
              value,
              domain: '127.0.0.1',
              path: '/api/auth',
              expires: -1,
              httpOnly: true,
              secure: false,
              sameSite: 'Strict',
            },
          ],
          origins: [
            {
              origin: options?.baseURL ?? server.url,
              localStorage: [{ name: 'meterstone.session', value: person.user.id }],
            },
          ],
        },
      });
    };

    product = {
      server,
      adminToken,
      apiKey,
      register: (options) => registerUser(server, { timeZone: zoneAtNoon(), ...options }),
      async record(accountId, featureCode, amount) {
        const response = await fetch(`${server.url}/api/usage/record`, {
          method: 'POST',
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ accountId, featureCode, amount }),
        });
        expect(response.status).toBe(201);
      },
      visit,
      visitAs,
      visitAsAdmin: async (path, options) =>
        visitAs(await signIn(server, adminCredentials.email, adminCredentials.password), path, options),
    };
  });
  // A page that stays would go on working while the next test runs, and complain of it.
  afterEach(async () => {
    const closing = visits.splice(0);
    const complaints = closing.flatMap((visit) => visit.complaints);
    await Promise.all(closing.map(({ close }) => close()));
    expect(complaints).toEqual([]);
  });
  afterAll(() => product?.server.stop());
  return () => {
    if (!product) throw new Error('The product starts with the first test');
    return product;
  };
}
