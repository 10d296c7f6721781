/** What a view needs to know of the data it shows. */
export interface Facts {
  featureCode: string;
  /** A metered feature with a monthly quota. */
  monthlyFeatureCode: string;
  planCode: string;
  planId: string;
  accountId: string;
}

export type Who = 'nobody' | 'user' | 'admin';

/** A page, or what opens over one at an address of its own. */
export interface View {
  /** Of its picture, and to ask for it by. */
  name: string;
  who: Who;
  path: (facts: Facts) => string;
}

/** Every view of the app, below `/app`. Tests and screenshots go through the same list. */
export const views: readonly View[] = [
  { name: 'sign-in', who: 'nobody', path: () => '/app/sign-in' },
  { name: 'register', who: 'nobody', path: () => '/app/register' },

  { name: 'overview', who: 'user', path: () => '/app/' },
  { name: 'why', who: 'user', path: ({ featureCode }) => `/app/why/${featureCode}` },
  { name: 'alerts', who: 'user', path: () => '/app/alerts' },
  { name: 'records', who: 'user', path: () => '/app/records' },
  {
    name: 'trends',
    who: 'user',
    path: ({ monthlyFeatureCode }) => `/app/trends?feature=${monthlyFeatureCode}&compare=true`,
  },
  { name: 'plans', who: 'user', path: ({ planCode }) => `/app/plans?plan=${planCode}` },
  { name: 'profile', who: 'user', path: () => '/app/profile' },

  { name: 'admin-overview', who: 'admin', path: () => '/app/admin' },
  { name: 'admin-plans', who: 'admin', path: () => '/app/admin/plans' },
  { name: 'admin-new-plan', who: 'admin', path: () => '/app/admin/plans/new' },
  { name: 'admin-plan', who: 'admin', path: ({ planId }) => `/app/admin/plans/${planId}` },
  { name: 'admin-features', who: 'admin', path: () => '/app/admin/features' },
  { name: 'admin-new-feature', who: 'admin', path: () => '/app/admin/features/new' },
  { name: 'admin-feature', who: 'admin', path: ({ featureCode }) => `/app/admin/features/${featureCode}` },
  { name: 'admin-history', who: 'admin', path: () => '/app/admin/history' },
  { name: 'admin-accounts', who: 'admin', path: () => '/app/admin/accounts' },
  { name: 'admin-account', who: 'admin', path: ({ accountId }) => `/app/admin/accounts/${accountId}` },
  ...['records', 'alerts', 'history'].map((tab) => ({
    name: `admin-account-${tab}`,
    who: 'admin' as const,
    path: ({ accountId }: Facts) => `/app/admin/accounts/${accountId}?tab=${tab}`,
  })),
  { name: 'admin-api-keys', who: 'admin', path: () => '/app/admin/api-keys' },
  { name: 'admin-new-api-key', who: 'admin', path: () => '/app/admin/api-keys/new' },
];

/** The addresses of one kind of reader's views. */
export function pathsFor(who: Who, facts: Facts): string[] {
  return views.filter((view) => view.who === who).map(({ path }) => path(facts));
}
