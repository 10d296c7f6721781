/** What an API key may do. */
export const scopes = [
  'usage:write',
  'usage:read',
  'accounts:write',
  'accounts:read',
  'credits:write',
  'credits:read',
] as const;

export type Scope = (typeof scopes)[number];

export interface UserPrincipal {
  kind: 'user';
  userId: string;
  /** The account the user acts on. */
  accountId: string;
  role: 'user' | 'admin';
  sessionId: string;
}

export interface ApiKeyPrincipal {
  kind: 'apiKey';
  apiKeyId: string;
  scopes: ReadonlySet<Scope>;
}

/** Who is calling. */
export type Principal = UserPrincipal | ApiKeyPrincipal;
