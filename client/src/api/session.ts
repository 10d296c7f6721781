import { SignedIn, type Me } from '@meterstone/server/contract/identity';
import { z } from 'zod';
import { ApiError } from '../lib/api-error.ts';
import { stored } from '../lib/browser/stored.ts';
import { endView, restoreView, view } from '../lib/browser/view.ts';
import { adoptLocale } from '../lib/language/i18n.ts';
import { createSignal } from '../lib/signal.ts';
import { askForRenewal, takeRenewal } from './http/ahead.ts';
import { offlineError, readProblem } from './http/problem.ts';
import { queryClient } from './query-client.ts';

/**
 * Who is signed in. The access token lives in memory only; the refresh token is a cookie that scripts can't read. It
 * works once, and for half a minute answers with the same next one to a page whose predecessor left in the middle.
 */
export type Session =
  /** Not known yet: the page has just loaded. */
  { status: 'restoring' } | { status: 'signedOut'; because?: LeftBecause } | { status: 'signedIn'; me: Me };

/** A session that ended without the person's wish; or the account did. */
type LeftBecause = 'ended' | 'closed';

export const session = createSignal<Session>({ status: 'restoring' });

/** Whose session this browser holds, if any: spares visitors a refused request, and tells the other tabs. */
const holder = stored('session');
let accessToken: { text: string; expiresAt: number } | undefined;
/** Somebody signed out while the server was away: it is to be told before anything else. */
const signingOut = stored('signing-out');
let restoring: Promise<string | undefined> | undefined;

/** So long before its end a token counts as ended: a request takes its time, and clocks differ. */
const marginMs = 30_000;

/** Follows what other tabs do. To be called once. */
export function followOtherTabs(): void {
  holder.subscribe(() => {
    // A view is this tab's own; the server ends it with the session that it came of.
    if (view.get()) return;
    const current = session.get();
    const userId = holder.read();
    if (current.status === 'signedIn' && userId !== current.me.user.id) {
      // Another tab signed out, or in as somebody else: nothing of the former may stay on the screen.
      location.reload();
    } else if (current.status === 'signedOut' && userId !== null) {
      // Not reached: whoever asks for a token next tries again.
      renew().catch(() => undefined);
    }
  });
}

/** Finds out whether this browser holds a session. */
export async function restoreSession(): Promise<void> {
  const seen = restoreView();
  if (seen) {
    accessToken = { text: seen.accessToken, expiresAt: Date.parse(seen.expiresAt) };
    const { user, account } = seen;
    // An admin's pages are not among those that a view shows.
    session.set({ status: 'signedIn', me: { user: { ...user, role: 'user' }, account } });
    return;
  }
  await finishSigningOut();
  if (holder.read() === null) {
    session.set({ status: 'signedOut' });
    return;
  }
  await renew();
}

/**
 * Ends the session here, in every tab, and then on the server: the other way round, the tabs whose sockets the server
 * cuts off would ask what is the matter. Throws ApiError `offline`; then the server is told at the next visit.
 */
export async function signOut(): Promise<void> {
  if (view.get()) {
    endView();
    return;
  }
  signingOut.write('1');
  leave();
  await finishSigningOut();
}

/** The cookie tells the server whose session it is. */
async function finishSigningOut(): Promise<void> {
  if (signingOut.read() === null) return;
  const response = await fetch('/api/auth/logout', { method: 'POST', keepalive: true }).catch(
    (error: unknown) => {
      throw offlineError(error);
    },
  );
  if (!response.ok) throw await readProblem(response);
  signingOut.write(null);
}

/** A token that is good for some while; undefined when nobody is signed in. Throws ApiError `offline`. */
export async function freshToken(): Promise<string | undefined> {
  if (accessToken && accessToken.expiresAt - marginMs > Date.now()) return accessToken.text;
  if (view.get()) {
    endView();
    throw unauthenticatedError();
  }
  return holder.read() === null ? undefined : renew();
}

/** The server refused this token: its session was ended, or it is simply old. Returns another, if there is one. */
export async function replaceToken(refused: string): Promise<string | undefined> {
  if (accessToken && accessToken.text !== refused) return freshToken();
  accessToken = undefined;
  return freshToken();
}

/** Who is signed in, as soon as that is known; undefined for nobody. */
export async function whoIsSignedIn(): Promise<Me | undefined> {
  if (session.get().status === 'restoring') {
    await new Promise<void>((resolve) => {
      const stop = session.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
  const current = session.get();
  return current.status === 'signedIn' ? current.me : undefined;
}

export function isSignedIn(): boolean {
  return session.get().status === 'signedIn';
}

/** Takes over what a sign-in answered. */
export function enter(answer: unknown): void {
  const { accessToken: text, ...me } = SignedIn.parse(answer);
  accessToken = { text, expiresAt: expiryOf(text) };
  if (holder.read() !== me.user.id) queryClient.clear();
  signingOut.write(null);
  session.set({ status: 'signedIn', me });
  holder.write(me.user.id);
  void adoptLocale(me.user.locale);
}

/** Changes what is known of the person, as after they renamed themselves. */
export function updateMe(me: Me): void {
  const current = session.get();
  // The answer may come after the person has left.
  if (current.status === 'signedIn' && current.me.user.id === me.user.id) {
    session.set({ status: 'signedIn', me });
  }
}

/** Forgets the session here; the server has ended it, or is about to. */
export function leave(because?: LeftBecause): void {
  accessToken = undefined;
  session.set({ status: 'signedOut', ...(because && { because }) });
  holder.write(null);
  // Nothing of the one must meet the next.
  queryClient.clear();
}

function renew(): Promise<string | undefined> {
  restoring ??= exchange().finally(() => {
    restoring = undefined;
  });
  return restoring;
}

async function exchange(): Promise<string | undefined> {
  const heldBy = holder.read();
  const response = await (takeRenewal() ?? askForRenewal()).catch((error: unknown) => {
    throw offlineError(error);
  });
  const problem = response.ok ? undefined : await readProblem(response);
  const answer: unknown = response.ok ? await response.json() : undefined;
  if (holder.read() !== heldBy) return followHolder();
  if (!problem) {
    enter(z.object({ data: z.unknown() }).parse(answer).data);
    return accessToken?.text;
  }
  if (problem.code === 'account_closed') leave('closed');
  else if (problem.code === 'unauthenticated') leave('ended');
  else throw problem;
  return undefined;
}

/**
 * Meanwhile the session was left, or another one has followed: the answer is nobody's any more. Throws ApiError where
 * this page knows that already: whoever waits asked as the former.
 */
async function followHolder(): Promise<string | undefined> {
  if (session.get().status !== 'restoring') throw unauthenticatedError();
  if (holder.read() !== null) return exchange();
  session.set({ status: 'signedOut' });
  return undefined;
}

/** By this computer's clock, which may be wrong: how long a token lives is sure, when it was made is not. */
function expiryOf(token: string): number {
  const [, payload = ''] = token.split('.');
  const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const { iat, exp } = z.object({ iat: z.number(), exp: z.number() }).parse(JSON.parse(text));
  return Date.now() + (exp - iat) * 1000;
}

/** Nobody is signed in (any more). */
export function unauthenticatedError(): ApiError {
  return new ApiError({ status: 401, code: 'unauthenticated', title: 'Sign in', errors: [] });
}
