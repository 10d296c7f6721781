import { describe, expect, test } from '@jest/globals';
import { checkoutPath, chosenPath, entryPath, nextPath, paths, recordsPath } from '../src/paths.ts';

/** Each address under its name, those with ids in them as the router reads them. */
function listPaths(of: object, name = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [[name + key, value]];
      if (typeof value === 'function') return 'pattern' in value ? [[name + key, value.pattern]] : [];
      return Object.entries(listPaths(Object(value), `${name}${key}.`));
    }),
  );
}

// People keep links and bookmarks: what stands here changes only on purpose.
test('the addresses of the app', () => {
  expect(listPaths(paths)).toEqual({
    signIn: '/sign-in',
    register: '/register',
    closed: '/closed',
    plans: '/plans',
    credits: '/credits',
    packages: '/packages',
    checkout: '/checkout',
    checkoutResult: '/checkout/result',
    orders: '/orders',
    order: '/orders/:orderId',
    receipt: '/orders/:orderId/receipt',
    overview: '/',
    why: '/why/:featureCode',
    alerts: '/alerts',
    records: '/records',
    trends: '/trends',
    profile: '/profile',
    'admin.overview': '/admin',
    'admin.plans': '/admin/plans',
    'admin.newPlan': '/admin/plans/new',
    'admin.plan': '/admin/plans/:planId',
    'admin.packages': '/admin/packages',
    'admin.newPackage': '/admin/packages/new',
    'admin.package': '/admin/packages/:packageId',
    'admin.features': '/admin/features',
    'admin.newFeature': '/admin/features/new',
    'admin.feature': '/admin/features/:featureCode',
    'admin.accounts': '/admin/accounts',
    'admin.account': '/admin/accounts/:accountId',
    'admin.apiKeys': '/admin/api-keys',
    'admin.creditGrants': '/admin/credits/grants',
    'admin.creditPrices': '/admin/credits/prices',
    'admin.credits': '/admin/credits',
    'admin.newApiKey': '/admin/api-keys/new',
    'admin.orders': '/admin/orders',
    'admin.order': '/admin/orders/:orderId',
    'admin.payments': '/admin/payments',
    'admin.health': '/admin/health',
    'admin.history': '/admin/history',
    'admin.packageHistory': '/admin/history/packages',
    'admin.featureHistory': '/admin/history/features',
    'admin.apiKeyHistory': '/admin/history/api-keys',
    'admin.jobs': '/admin/jobs',
    apiDocs: '/api/docs',
  });
});

test('ids are encoded in addresses', () => {
  expect(paths.admin.account('ext:Crick & Sons/$1')).toBe('/admin/accounts/ext%3ACrick%20%26%20Sons%2F%241');
  expect(paths.why('articles')).toBe('/why/articles');
  expect(paths.landing('zh-CN')).toBe('/zh-CN/');
});

test('records are filtered by their address', () => {
  expect(recordsPath({})).toBe('/records');
  expect(recordsPath({ feature: 'tokens', kind: 'void' })).toBe('/records?feature=tokens&kind=void');
});

test('what is chosen on the landing page is bought where it has a price', () => {
  const chosen = (query: string) => chosenPath(new URLSearchParams(query));
  expect(chosen('plan=pro&interval=year&currency=USD')).toBe('/checkout?plan=pro&interval=year&currency=USD');
  expect(chosen('plan=free')).toBe('/plans?plan=free');
  expect(checkoutPath({ package: 'starter', currency: 'CNY', interval: undefined })).toBe(
    '/checkout?package=starter&currency=CNY',
  );
});

describe('a visitor begins', () => {
  test.each([
    ['/', '/sign-in'],
    ['/records?feature=tokens', '/sign-in?next=%2Frecords%3Ffeature%3Dtokens'],
    ['/plans', '/sign-in?next=%2Fplans'],
    ['/checkout/result?request_id=1', '/sign-in?next=%2Fcheckout%2Fresult%3Frequest_id%3D1'],
    // Chosen on the landing page.
    ['/checkout?plan=pro', '/register?next=%2Fcheckout%3Fplan%3Dpro'],
    ['/plans?plan=pro', '/register?next=%2Fplans%3Fplan%3Dpro'],
  ])('who wanted %s at %s', (wanted, entry) => {
    expect(entryPath(wanted)).toBe(entry);
  });
});

describe('after signing in', () => {
  test.each([
    ['/records?feature=tokens', '/records?feature=tokens'],
    [null, '/'],
    ['https://elsewhere.example/records', '/'],
    ['//elsewhere.example/records', '/'],
    ['/\\elsewhere.example', '/'],
  ])('next=%s leads to %s', (next, path) => {
    expect(nextPath(next)).toBe(path);
  });
});
