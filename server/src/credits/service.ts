/**
 * What others may use of credits: the only door for features to its right, besides the contracts. Each function says
 * where it is defined what it guarantees; add one here when a feature needs it.
 */
export { enqueueCreditsChanged } from './balances/balance-messages.ts';
export type { CreditsContext } from './context.ts';
