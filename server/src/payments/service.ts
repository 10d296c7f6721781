/**
 * What others may use of payments: the only door for features to its right, besides the contracts. Each function says
 * where it is defined what it guarantees; add one here when a feature needs it.
 */
export type { PaymentsContext } from './context.ts';
export type { AskingContext } from './asking/learn.ts';
export { compareWithProvider, rememberingProviders } from './comparing/compare.ts';
export { listComparable, type ComparedPayment } from './comparing/queries.ts';
export type { Provider, ProviderName } from './provider.ts';
