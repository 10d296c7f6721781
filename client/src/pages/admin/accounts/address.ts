import { pageNumberOf } from '../../../url/page-number.ts';

export const pageSize = 20;

/** Which accounts an address asks for, and which page of them. */
export function readAddress(query: URLSearchParams): { q: string; page: number } {
  return { q: query.get('q') ?? '', page: pageNumberOf(query) };
}
