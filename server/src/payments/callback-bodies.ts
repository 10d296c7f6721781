import type { z } from 'zod';

/**
 * What `read` makes of a body; undefined where it throws. A body that isn't what its provider documents is kept all the
 * same: `complete` then says what is wrong with it.
 */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What a JSON body says; undefined where it is not of that shape. */
export function readJson<Body>(schema: z.ZodType<Body>, text: string): Body | undefined {
  return orUndefined(() => schema.parse(JSON.parse(text)));
}
