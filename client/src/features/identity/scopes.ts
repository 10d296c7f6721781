import type { Scope } from '@meterstone/server/scopes';

/** What a new key can be allowed, and the names of its texts. */
export const offeredScopes = [
  { scope: 'usage:write', text: 'usageWrite' },
  { scope: 'usage:read', text: 'usageRead' },
  { scope: 'accounts:write', text: 'accountsWrite' },
  { scope: 'accounts:read', text: 'accountsRead' },
  { scope: 'credits:write', text: 'creditsWrite' },
  { scope: 'credits:read', text: 'creditsRead' },
] as const satisfies { scope: Scope; text: string }[];

/** What most applications need: to record, and to show what is left. */
export const usualScopes: Scope[] = ['usage:write', 'usage:read'];
