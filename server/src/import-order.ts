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

/**
 * Rooms of a large feature, in order: each may import only from those before it, and from what all of them share
 * (`context.ts`, `access.ts`).
 */
export const roomOrder = {
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
  ],
} as const;

/** Layers, on which features stand: each may import only from the lines before its own. Folders and files. */
export const layerOrder = [
  ['lib', 'time-zones'],
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
] as const;
