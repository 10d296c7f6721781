/** The ids that a pattern asks for, one text each: of `/plans/:planId/versions/:version`, two. */
type Ids<Pattern extends string> = Pattern extends `${string}:${string}/${infer Rest}`
  ? [id: string, ...Ids<Rest>]
  : Pattern extends `${string}:${string}`
    ? [id: string]
    : [];

/** Builds an address with ids in it; `pattern` is what the router reads. */
export interface Address<Pattern extends string> {
  (...ids: Ids<Pattern>): string;
  readonly pattern: Pattern;
}

function address<Pattern extends string>(pattern: Pattern): Address<Pattern> {
  const build = (...ids: Ids<Pattern>) =>
    ids.reduce<string>((path, id) => path.replace(/:\w+/, () => encodeURIComponent(id)), pattern);
  return Object.assign(build, { pattern });
}

/** Where the app lies; addresses are told below it. */
export const basename = '/app';

/** The landing page's link, which leads on (`chosenPath`). */
export const choicePath = '/choose';

/** Every address of the app, below `basename`. */
export const paths = {
  signIn: '/sign-in',
  register: '/register',
  /** Says that an account is closed. */
  closed: '/closed',
  plans: '/plans',
  overview: '/',
  why: address('/why/:featureCode'),
  alerts: '/alerts',
  records: '/records',
  trends: '/trends',
  credits: '/credits',
  packages: '/packages',
  checkout: '/checkout',
  checkoutResult: '/checkout/result',
  orders: '/orders',
  order: address('/orders/:orderId'),
  receipt: address('/orders/:orderId/receipt'),
  profile: '/profile',
  admin: {
    overview: '/admin',
    plans: '/admin/plans',
    newPlan: '/admin/plans/new',
    plan: address('/admin/plans/:planId'),
    packages: '/admin/packages',
    newPackage: '/admin/packages/new',
    package: address('/admin/packages/:packageId'),
    features: '/admin/features',
    newFeature: '/admin/features/new',
    feature: address('/admin/features/:featureCode'),
    accounts: '/admin/accounts',
    account: address('/admin/accounts/:accountId'),
    apiKeys: '/admin/api-keys',
    newApiKey: '/admin/api-keys/new',
    orders: '/admin/orders',
    order: address('/admin/orders/:orderId'),
    payments: '/admin/payments',
    credits: '/admin/credits',
    creditGrants: '/admin/credits/grants',
    creditPrices: '/admin/credits/prices',
    history: '/admin/history',
    packageHistory: '/admin/history/packages',
    featureHistory: '/admin/history/features',
    apiKeyHistory: '/admin/history/api-keys',
    jobs: '/admin/jobs',
    health: '/admin/health',
  },
  /** Outside of the app. */
  landing: (language: string) => `/${language}/`,
  apiDocs: '/api/docs',
} as const;

/** What an account has of credits, to an admin. */
export function accountCreditsPath(accountId: string): string {
  return `${paths.admin.account(accountId)}?tab=credits`;
}

/** Where one agrees that credits pay beyond a quota. */
export const elasticPath = `${paths.credits}#elastic`;

/** The records that a number is made of, or any other filter of the records page; one of them may stand open. */
export function recordsPath(
  filter: Partial<Record<'feature' | 'from' | 'to' | 'kind' | 'late' | 'record', string>>,
): string {
  const query = new URLSearchParams(filter).toString();
  return query ? `${paths.records}?${query}` : paths.records;
}

/** What is to be bought: a plan's or a package's code, and which of its prices. */
export interface Choice {
  plan?: string | undefined;
  package?: string | undefined;
  interval?: string | undefined;
  currency?: string | undefined;
}

export function checkoutPath(choice: Choice): string {
  const given = Object.entries(choice).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return `${paths.checkout}?${new URLSearchParams(given)}`;
}

/** Where the landing page's choice leads: what has a price is bought, the others are to be had without. */
export function chosenPath(chosen: URLSearchParams): string {
  return `${chosen.has('interval') ? paths.checkout : paths.plans}?${chosen}`;
}

/** Where an attempt at paying is shown, with the code to scan or with what became of it. */
export function checkoutResultPath(requestId: string): string {
  return `${paths.checkoutResult}?request_id=${encodeURIComponent(requestId)}`;
}

/** The page at which a visitor begins, which leads to where they wanted: who chose a plan is new, and registers. */
export function entryPath(wanted: string): string {
  if (wanted === paths.overview) return paths.signIn;
  const isChoice = [paths.plans, paths.checkout].some((path) => wanted.startsWith(`${path}?`));
  const entry = isChoice ? paths.register : paths.signIn;
  return `${entry}?next=${encodeURIComponent(wanted)}`;
}

/** Where `next` leads, unless somebody else wrote a link that leads out of the app. */
export function nextPath(next: string | null): string {
  const base = 'https://app.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return paths.overview;
  const { origin, pathname, search } = new URL(next, base);
  return origin === base ? pathname + search : paths.overview;
}
