import type { Scope } from './scopes.ts';

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
