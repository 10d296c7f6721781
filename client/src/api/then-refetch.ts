import { queryClient } from './query-client.ts';

/** Done or refused: what the admin sees is asked for again, and the request has ended only when that is there. */
export async function thenRefetch<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } finally {
    await queryClient.invalidateQueries({ queryKey: ['admin'] });
  }
}
