import type {
  InfiniteData,
  InfiniteQueryExecuteOptions,
  QueryExecuteOptions,
  QueryKey,
} from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

/**
 * Fetches what is not known yet, for a page whose code is still on its way: the page's own query joins in. What is
 * known stays as it is, however old. What fails is told by the page, which asks again.
 */
export function prefetch<Data, Key extends QueryKey>(
  options: QueryExecuteOptions<Data, Error, Data, Data, Key>,
): void {
  queryClient.query({ ...options, staleTime: 'static' }).catch(() => undefined);
}

/** As `prefetch`, of a list that is fetched page after page: the first one. */
export function prefetchPages<Data, Key extends QueryKey, Param>(
  options: InfiniteQueryExecuteOptions<Data, Error, InfiniteData<Data>, Key, Param>,
): void {
  queryClient.infiniteQuery({ ...options, staleTime: 'static' }).catch(() => undefined);
}
