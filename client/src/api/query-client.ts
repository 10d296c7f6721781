import { QueryClient } from '@tanstack/react-query';
import { toApiError } from '../lib/api-error.ts';

/** Worth another try: the server was away or busy, and nothing but time will help. */
function isPassing(thrown: unknown): boolean {
  const { status } = toApiError(thrown);
  return status === 0 || status >= 500;
}

/**
 * All that the app knows of the server. Events tell what to fetch again (live/realtime.ts); only what has no event,
 * such as the uses of other accounts, is fetched by the clock, by a `refetchInterval` of its own that says why.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      // Our own socket tells when the connection is back, browsers only guess.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
