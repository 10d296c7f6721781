import { pageNumberOf } from './page-number.ts';

/** Rows of a page of a list that can be searched. */
export const pageSize = 20;

/** What an address searches for, and which page of that it shows. */
export function readSearch(query: URLSearchParams): { q: string; page: number } {
  return { q: query.get('q') ?? '', page: pageNumberOf(query) };
}

/** The query of such an address; what goes without saying is left out. */
export function searchAddress(q: string, page = 1): Record<string, string> {
  return { ...(q !== '' && { q }), ...(page > 1 && { page: String(page) }) };
}
