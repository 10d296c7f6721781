import type { Scope } from '@meterstone/server/contract/http';

/** What a new key can be allowed, and the names of its texts. No route asks for the scopes of credits yet. */
export const offeredScopes = [
  { scope: 'usage:write', text: 'usageWrite' },
  { scope: 'usage:read', text: 'usageRead' },
  { scope: 'accounts:write', text: 'accountsWrite' },
  { scope: 'accounts:read', text: 'accountsRead' },
] as const satisfies { scope: Scope; text: string }[];

/** What most applications need: to record, and to show what is left. */
export const usualScopes: Scope[] = ['usage:write', 'usage:read'];
