import type { Scope } from './scopes.ts';

export interface UserPrincipal {
  kind: 'user';
  userId: string;
  /** The account the user acts on. */
  accountId: string;
  role: 'user' | 'admin';
  sessionId: string;
  /** The admin who looks at what this person sees: may read it and nothing else, and only for a while. */
  viewer?: Viewer;
}

interface Viewer {
  userId: string;
  untilMs: number;
}

export interface ApiKeyPrincipal {
  kind: 'apiKey';
  apiKeyId: string;
  scopes: ReadonlySet<Scope>;
}

/** Who is calling. */
export type Principal = UserPrincipal | ApiKeyPrincipal;
