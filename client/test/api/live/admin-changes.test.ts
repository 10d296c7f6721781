import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { AdminChanged } from '@meterstone/server/contract/identity';
import type { QueryKey } from '@tanstack/react-query';
import {
  accountAlertsQuery,
  accountQuery,
  accountQuotaQuery,
  accountRecordsQuery,
  accountsQuery,
} from '../../../src/api/admin-accounts.ts';
import {
  featureListQuery,
  historyQuery,
  planListQuery,
  planPreviewQuery,
  planQuery,
  planVersionQuery,
} from '../../../src/api/catalog.ts';
import { apiKeysQuery, auditQuery } from '../../../src/api/identity.ts';
import { adminOverviewQuery } from '../../../src/api/insights.ts';
import { refreshChanged } from '../../../src/api/live/admin-changes.ts';
import { jobsQuery } from '../../../src/api/operations.ts';
import { queryClient } from '../../../src/api/query-client.ts';

const page = { limit: 20, offset: 0 };

/** One of each that an admin may look at, about two accounts and two plans. */
const looked: Record<string, { queryKey: QueryKey }> = {
  accounts: accountsQuery({ q: '', ...page }),
  'account a': accountQuery('a'),
  'account b': accountQuery('b'),
  'account ext:a': accountQuery('ext:a'),
  'quota a': accountQuotaQuery('a', 'articles'),
  'quota b': accountQuotaQuery('b', 'articles'),
  'records a': accountRecordsQuery('a'),
  'records b': accountRecordsQuery('b'),
  'alerts a': accountAlertsQuery('a', page),
  'alerts b': accountAlertsQuery('b', page),
  audit: auditQuery(page),
  'audit a': auditQuery({ accountId: 'a', ...page }),
  'audit b': auditQuery({ accountId: 'b', ...page }),
  plans: planListQuery,
  'plan p': planQuery('p'),
  'plan q': planQuery('q'),
  'version of p': planVersionQuery('p', '1'),
  'history p': historyQuery({ planId: 'p', ...page }),
  'history q': historyQuery({ planId: 'q', ...page }),
  history: historyQuery(page),
  features: featureListQuery,
  overview: adminOverviewQuery,
  'API keys': apiKeysQuery(page),
  jobs: jobsQuery,
  'something new': { queryKey: ['admin', 'invoices', 'list'] },
};

/** What is asked again, or once it is looked at again, after a change. */
function outdatedBy(change: AdminChanged): string[] {
  for (const { queryKey } of Object.values(looked)) queryClient.setQueryData(queryKey, {});
  refreshChanged(change);
  return Object.entries(looked)
    .filter(([, { queryKey }]) => queryClient.getQueryState(queryKey)?.isInvalidated)
    .map(([name]) => name);
}

beforeEach(() => {
  jest.useFakeTimers();
});
// Rounds of asking come to their end; else the next test's changes would wait for them.
afterEach(async () => {
  await jest.runAllTimersAsync();
  jest.useRealTimers();
  queryClient.clear();
});

const ofAccount = (account: string) =>
  ['account', 'quota', 'records', 'alerts', 'audit'].map((what) => `${what} ${account}`);
const ofPlans = ['plan p', 'plan q', 'version of p'];
const everyAccount = ['account a', 'account b', 'account ext:a', 'quota a', 'quota b'];
/** Whatever happens. */
const always = ['something new'];

test.each<[AdminChanged, string[]]>([
  [
    { topic: 'accounts', id: 'a' },
    ['accounts', ...ofAccount('a'), 'account ext:a', 'audit', 'plans', ...ofPlans, 'overview'],
  ],
  [
    { topic: 'accounts', id: null },
    [
      'accounts',
      ...ofAccount('a'),
      ...ofAccount('b'),
      'account ext:a',
      'audit',
      'plans',
      ...ofPlans,
      'overview',
    ],
  ],
  [
    { topic: 'plans', id: 'p' },
    [...everyAccount, 'plans', 'plan p', 'version of p', 'history p', 'history', 'features', 'overview'],
  ],
  [
    { topic: 'plans', id: null },
    [...everyAccount, 'plans', ...ofPlans, 'history p', 'history q', 'history', 'features', 'overview'],
  ],
  [
    { topic: 'features', id: 'articles' },
    [...everyAccount, 'audit', 'audit a', 'audit b', 'plans', ...ofPlans, 'features', 'overview'],
  ],
  [{ topic: 'apiKeys', id: 'k' }, ['audit', 'audit a', 'audit b', 'API keys']],
  [{ topic: 'jobs', id: 'j' }, ['audit', 'audit a', 'audit b', 'jobs']],
])('of %j, what shows it is asked again, and nothing else', (change, outdated) => {
  expect(outdatedBy(change).sort()).toEqual([...outdated, ...always].sort());
});

test.each<[AdminChanged, boolean]>([
  [{ topic: 'accounts', id: 'a' }, true],
  [{ topic: 'plans', id: 'p' }, true],
  [{ topic: 'plans', id: 'q' }, false],
])('of %j, whom a change of plan p would reach is asked again: %s', (change, isOutdated) => {
  const name = { en: 'P', 'zh-CN': 'P' };
  const { queryKey } = planPreviewQuery('p', { name, description: name, prices: [], features: [] });
  queryClient.setQueryData(queryKey, { subscribers: 0, keptByBuyers: 0, overQuota: [], lessForBuyers: [] });
  refreshChanged(change);
  expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(isOutdated);
});
