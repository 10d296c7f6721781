import { pageNumberOf, pageOf } from '../../../url/page-number.ts';

export const pageSize = 20;
export const states = ['unhandled', 'orphan', 'mismatch', 'dead'] as const;
type State = (typeof states)[number];

/** Which events an address asks for, and which page of them. */
export function readAddress(query: URLSearchParams): {
  state: State;
  page: number;
  asked: { state: State; limit: number; offset: number };
} {
  const state = states.find((known) => known === query.get('state')) ?? 'unhandled';
  const page = pageNumberOf(query);
  return { state, page, asked: { state, ...pageOf(page, pageSize) } };
}
