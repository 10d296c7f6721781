import type { Namespace, DefaultEventsMap, Socket } from 'socket.io';
import type { UserPrincipal } from '../http/access/principal.ts';
import type { Authenticate } from '../http/handler.ts';
import { toAppError } from '../http/problem.ts';
import { AppError } from '../lib/app-error.ts';
import type { Logger } from '../lib/logger.ts';
import { createPoller, type Poller } from '../lib/poller.ts';
import type { LatestEvent } from './throttle.ts';

type Role = UserPrincipal['role'];

export type EventsToBrowser = Record<string, (payload: object) => void>;
export interface EventsBetweenNodes {
  bus: (topic: string, payload: unknown) => void;
  latest: (events: LatestEvent[]) => void;
}
export interface SocketData {
  user: UserPrincipal;
}
type SignedIn = Namespace<DefaultEventsMap, EventsToBrowser, EventsBetweenNodes, SocketData>;
type SignedInSocket = Socket<DefaultEventsMap, EventsToBrowser, EventsBetweenNodes, SocketData>;

export interface AdmissionRules {
  authenticate: Authenticate;
  /** The role, by now, of the session's user; undefined once the session is over. */
  findRole: (sessionId: string) => Promise<Role | undefined>;
}

interface AdmissionOptions extends AdmissionRules {
  logger: Logger;
  /** How often sessions are looked at again, in case the hint that ended one was lost. */
  recheckMs: number;
}

/**
 * Lets into the namespace who brings a user's access token, and into the rooms that are theirs; refuses others
 * with a `connect_error` whose message is the error's code. A socket lives as long as its session, not its token.
 * Returns the poller that rechecks.
 */
export function admitSockets(namespace: SignedIn, options: AdmissionOptions): Poller {
  const { logger, recheckMs } = options;
  namespace.use((socket, next) => {
    identify(socket, options.authenticate).then(
      (user) => {
        socket.data.user = user;
        next();
      },
      (error: unknown) => {
        next(new Error(toAppError(error).code));
      },
    );
  });

  namespace.on('connection', (socket) => {
    const { user } = socket.data;
    void socket.join([`account:${user.accountId}`, `session:${user.sessionId}`, 'everybody']);
    setAdmin(socket, user.role);
    if (user.viewer) endAt(socket, user.viewer.untilMs);
    // A session that was revoked while its socket came in was cut off before the socket stood in its room.
    identify(socket, options.authenticate).catch(() => socket.disconnect(true));
  });

  return createPoller({
    name: 'sessions of sockets',
    run: () => recheck(namespace, options),
    intervalMs: recheckMs,
    logger,
  });
}

async function identify(socket: SignedInSocket, authenticate: Authenticate): Promise<UserPrincipal> {
  const token: unknown = socket.handshake.auth['token'];
  if (typeof token !== 'string') throw new AppError('unauthenticated');
  const principal = await authenticate(token);
  if (principal.kind !== 'user') throw new AppError('unauthenticated');
  return principal;
}

/** One session after the other: there is time, and the pool is for requests. */
async function recheck(namespace: SignedIn, { findRole }: AdmissionRules): Promise<void> {
  const bySession = Map.groupBy(namespace.sockets.values(), (socket) => socket.data.user.sessionId);
  for (const [sessionId, sockets] of bySession) {
    const role = await findRole(sessionId);
    for (const socket of sockets) {
      const { viewer } = socket.data.user;
      if (viewer ? role === 'admin' : role) setAdmin(socket, viewer ? 'user' : role);
      else socket.disconnect(true);
    }
  }
}

/** A view ends with its token, whatever its admin's session does. */
function endAt(socket: SignedInSocket, untilMs: number): void {
  const timer = setTimeout(() => socket.disconnect(true), untilMs - Date.now());
  socket.on('disconnect', () => clearTimeout(timer));
}

function setAdmin(socket: SignedInSocket, role: Role | undefined): void {
  if (role === 'admin') void socket.join('admins');
  else void socket.leave('admins');
}
