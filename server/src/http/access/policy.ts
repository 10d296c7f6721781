import { AppError } from '../../lib/app-error.ts';
import type { Principal } from './principal.ts';
import type { Scope } from './scopes.ts';

/**
 * Who may call a route; there is no default. `user` means any signed-in person, admins included. `scope` opens
 * the route to API keys that carry it, beside `people`.
 */
export type Policy = { public: true } | { people: 'user' | 'admin' | 'none'; scope?: Scope };

/** Whether the answer may tell what only this scope reads. People are let in by the policy, and told all of it. */
export function mayRead(principal: Principal, scope: Scope): boolean {
  return principal.kind === 'user' || principal.scopes.has(scope);
}

/**
 * Throws `forbidden` unless the policy lets this principal in, and `read_only` for a viewer who wants more than to
 * read what is the person's. Object-level checks are the service's.
 */
export function authorize(
  policy: Exclude<Policy, { public: true }>,
  principal: Principal,
  isRead: boolean,
): void {
  if (principal.kind === 'apiKey') {
    if (policy.scope && principal.scopes.has(policy.scope)) return;
    throw new AppError('forbidden', {
      detail: policy.scope ? `The API key needs the scope ${policy.scope}` : 'API keys may not do this',
    });
  }
  if (principal.viewer) {
    if (policy.people === 'user' && isRead) return;
    throw new AppError('read_only');
  }
  if (policy.people === 'user' || (policy.people === 'admin' && principal.role === 'admin')) return;
  throw new AppError('forbidden', { detail: 'Only an administrator may do this' });
}
