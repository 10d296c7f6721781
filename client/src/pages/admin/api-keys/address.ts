import { pageNumberOf } from '../../../url/page-number.ts';

export const pageSize = 20;

/** Which page of the keys an address asks for. */
export function readAddress(query: URLSearchParams): { page: number } {
  return { page: pageNumberOf(query) };
}
