/** Every address of the app, below `/app`. */
export const paths = {
  signIn: '/sign-in',
  register: '/register',
  plans: '/plans',
  overview: '/',
  why: (featureCode: string) => `/why/${encodeURIComponent(featureCode)}`,
  alerts: '/alerts',
  records: '/records',
  trends: '/trends',
  profile: '/profile',
  admin: {
    overview: '/admin',
    plans: '/admin/plans',
    newPlan: '/admin/plans/new',
    plan: (id: string) => `/admin/plans/${encodeURIComponent(id)}`,
    features: '/admin/features',
    newFeature: '/admin/features/new',
    feature: (code: string) => `/admin/features/${encodeURIComponent(code)}`,
    accounts: '/admin/accounts',
    account: (id: string) => `/admin/accounts/${encodeURIComponent(id)}`,
    apiKeys: '/admin/api-keys',
    newApiKey: '/admin/api-keys/new',
    history: '/admin/history',
  },
  /** Outside of the app. */
  landing: (language: string) => `/${language}/`,
  apiDocs: '/api/docs',
} as const;

/** The records that a number is made of, or any other filter of the records page. */
export function recordsPath(
  filter: Partial<Record<'feature' | 'from' | 'to' | 'kind' | 'late', string>>,
): string {
  const query = new URLSearchParams(filter).toString();
  return query ? `${paths.records}?${query}` : paths.records;
}

/** The page at which a visitor begins, which leads to where they wanted: who chose a plan is new, and registers. */
export function entryPath(wanted: string): string {
  if (wanted === paths.overview) return paths.signIn;
  const entry = wanted.startsWith(`${paths.plans}?`) ? paths.register : paths.signIn;
  return `${entry}?next=${encodeURIComponent(wanted)}`;
}

/** Where `next` leads, unless somebody else wrote a link that leads out of the app. */
export function nextPath(next: string | null): string {
  const base = 'https://app.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return paths.overview;
  const { origin, pathname, search } = new URL(next, base);
  return origin === base ? pathname + search : paths.overview;
}
