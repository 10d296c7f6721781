import type { Policy } from '../http/access/policy.ts';

/** Who may call the operations on usage, and of which account; the rooms share this. */

export const usageTag = 'Usage';
export const usageReaders = { people: 'user', scope: 'usage:read' } as const satisfies Policy;
/** Of what is the person's to say, such as having seen an alert. */
export const usageMarkers = { people: 'user', scope: 'usage:write' } as const satisfies Policy;
export const usageWriters = { people: 'admin', scope: 'usage:write' } as const satisfies Policy;
