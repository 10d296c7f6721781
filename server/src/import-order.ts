/** Who may import whom. ESLint makes its zones from these lists, so this file imports nothing. */

/** Features in order of dependence: each may import only from those before it. Some are still to come. */
export const featureOrder = [
  'identity',
  'catalog',
  'credits',
  'metering',
  'subscriptions',
  'orders',
  'payments',
  'insights',
  'health',
  'operations',
] as const;

export type FeatureName = (typeof featureOrder)[number];

/** What stands beside a feature's rooms and is for all of them; the other files there put the rooms together. */
export const sharedByRooms = [
  'context.ts',
  'access.ts',
  'contract.ts',
  'catalog-messages.ts',
  'diff.ts',
  'hooks.ts',
  'lock.ts',
  'secrets.ts',
] as const;

/** Rooms of a feature, in order: each may import only from those before it, and from what all of them share. */
export const roomOrder = {
  identity: [
    'accounts',
    'users',
    'audit',
    'sessions',
    'api-keys',
    'weak-passwords',
    'sign-in',
    'profile',
    'closing',
  ],
  catalog: ['cached', 'history', 'features', 'plans'],
  credits: [
    'balances',
    'prices',
    'uses',
    'reservations',
    'returns',
    'transactions',
    'grants',
    'revokes',
    'packages',
    'notices',
  ],
  metering: [
    'states',
    'elastic',
    'alerts',
    'recording',
    'records',
    'reservations',
    'entitlements',
    'overrides',
    'rollouts',
    'accounts',
    'plan-changes',
    'archive',
  ],
} as const;

/** Layers, on which features stand: each may import only from the lines before its own. Folders and files. */
export const layerOrder = [
  ['lib', 'time-zones', 'bounds.ts'],
  ['payment-settings.ts'],
  ['config.ts'],
  ['cache', 'db'],
  ['http'],
  ['realtime'],
  ['base-context.ts'],
  ['jobs'],
] as const;

/** What stands on features: neither they nor the layers may import it. */
export const aboveFeatures = [
  'features.ts',
  'context.ts',
  'app.ts',
  'boot',
  'demo',
  'pages',
  'server.ts',
  'start.ts',
  'check-health.ts',
  'archive-usage.ts',
] as const;
