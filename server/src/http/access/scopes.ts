import { z } from 'zod';

/** What an API key may do. */
export const Scope = z.enum([
  'usage:write',
  'usage:read',
  'accounts:write',
  'accounts:read',
  'credits:write',
  'credits:read',
]);
export type Scope = z.infer<typeof Scope>;
