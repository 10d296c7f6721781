import { keptView } from '../../lib/browser/kept-view.ts';
import { stored } from '../../lib/browser/stored.ts';
import { basename, paths } from '../../paths.ts';

/**
 * What the app surely asks for when it begins, asked while its code is still on its way: a first visit over a slow
 * line would wait for one after the other. Who asks for the same then takes the answer that is here, once.
 */

/** What stands above every page of a user (app/routes/routes.tsx), as the queries ask for it. */
const ofEveryPage = [
  '/usage/quota-overview',
  '/usage/alerts?status=unread&limit=20&offset=0',
  '/usage/alerts/statistics',
];
const ofOverview = [...ofEveryPage, '/plans', '/credits/balance'];

/** What nobody has taken by then is old. */
const goodForMs = 15_000;

/** Whose session was renewed, as this browser knows it: by the time somebody asks it may be another's. */
let askedFor: string | null = null;
let renewal: Promise<Response> | undefined;
let token: Promise<string | undefined> | undefined;
const answers = new Map<string, Promise<Response>>();

/** Renews the session that this browser holds, if any, and asks for what the page at this address shows. */
export function askAhead(pathname: string): void {
  if (!holdsSession()) return;
  askedFor = stored('session').read();
  renewal = askForRenewal();
  token = renewal.then(tokenOf, () => undefined);
  for (const path of pathsOf(pathname)) {
    const answer = token.then((text) =>
      text === undefined ? Promise.reject(new Error('nobody')) : ask(path, text),
    );
    // Whoever takes it is told; nobody may.
    answer.catch(() => undefined);
    answers.set(new URL(`/api${path}`, location.origin).href, answer);
  }
  setTimeout(() => {
    renewal = undefined;
    answers.clear();
  }, goodForMs);
}

/** The answer to the renewal of the session, where that was asked for ahead, and the browser is that person's still. */
export function takeRenewal(): Promise<Response> | undefined {
  const taken = stored('session').read() === askedFor ? renewal : undefined;
  renewal = undefined;
  return taken;
}

/** The answer to this request by this token, where it was asked for ahead. */
export async function takeAnswer(address: URL, by: string | undefined): Promise<Response | undefined> {
  const answer = answers.get(address.href);
  answers.delete(address.href);
  if (!answer || by === undefined || (await token) !== by) return undefined;
  return answer;
}

/**
 * One tab after the other, which spares requests and keeps a slow one from coming when its token's successor was used.
 * Browsers offer locks to secure pages only; plain http beyond localhost goes without.
 */
export function askForRenewal(): Promise<Response> {
  // `keepalive`: the answer's cookie is kept even when the page goes away; the one sent soon works no more.
  const renew = () => fetch('/api/auth/refresh', { method: 'POST', keepalive: true });
  return 'locks' in navigator ? navigator.locks.request('meterstone-session', renew) : renew();
}

/** One to go on with, at once: none that is seen by an admin, or is about to be ended (../session.ts). */
function holdsSession(): boolean {
  return stored('session').read() !== null && stored('signing-out').read() === null && keptView() === null;
}

function pathsOf(pathname: string): readonly string[] {
  if (pathname === basename + paths.overview) return ofOverview;
  return pathname.startsWith(basename + paths.admin.overview) ? [] : ofEveryPage;
}

function ask(path: string, text: string): Promise<Response> {
  return fetch(`/api${path}`, { credentials: 'same-origin', headers: { authorization: `Bearer ${text}` } });
}

async function tokenOf(response: Response): Promise<string | undefined> {
  if (!response.ok) return undefined;
  const answer: unknown = await response.clone().json();
  const data = partOf(answer, 'data');
  const text = partOf(data, 'accessToken');
  return typeof text === 'string' ? text : undefined;
}

/** Without zod, which the app brings. */
function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
