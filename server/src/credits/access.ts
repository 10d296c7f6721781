import type { Policy } from '../http/access/policy.ts';

/** Who may call the operations on credits; the rooms share this. */

export const creditsTag = 'Credits';
export const creditReaders = { people: 'user', scope: 'credits:read' } as const satisfies Policy;
export const creditWriters = { people: 'admin', scope: 'credits:write' } as const satisfies Policy;
