import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import { fieldCodeOf } from '../lib/errors/field-codes.ts';
import { invariant } from '../lib/invariant.ts';
import type { Logger } from '../lib/logger.ts';
import { authorize } from './access/policy.ts';
import type { Principal } from './access/principal.ts';
import { readIdempotencyKey } from './idempotency.ts';
import { readLineOf } from './limits/read-line.ts';
import { createObserver } from './probes/metrics.ts';
import { toAppError, toProblem } from './problem.ts';
import { RenderedData } from './rendered-data.ts';
import { drain } from './request/body.ts';
import { receiveBody, type BodyRooms } from './request/large-bodies.ts';
import {
  bodyFormOf,
  contentTypeOf,
  isFileStream,
  takesLargeBodies,
  type Reply,
  type Route,
} from './route.ts';

/** Finds out who sends this bearer token; throws `unauthenticated`. Answers at once where it remembers. */
export type Authenticate = (token: string) => Principal | Promise<Principal>;

const visible = /^[\x21-\x7e]{1,200}$/;

/** What was read in the request line by whoever chose the operation: Express, or the listener before it. */
export interface Target {
  params: unknown;
  query: unknown;
  /** Address of the client, as far as the trusted proxies say. */
  ip: string | undefined;
}

export type Handler = (req: IncomingMessage, res: ServerResponse, target: Target) => void;

/** One request on its way to its answer. */
interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  target: Target;
  requestId: string;
  /** As `performance.now` tells it. */
  started: number;
}

/**
 * The request's id: the caller's `X-Request-Id` where it is a plausible one, so that logs join up across services.
 */
export function requestIdOf(req: IncomingMessage, res: ServerResponse): string {
  const known = res.getHeader('X-Request-Id');
  if (typeof known === 'string') return known;
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && visible.test(given) ? given : randomUUID();
}

/**
 * Turns a route into what answers its requests: who → body → schemas → run → answer. Nothing of a body is read before
 * its sender is known to be let in.
 */
export function createHandler<Ctx extends { logger: Logger; bodyRooms: BodyRooms }>(
  ctx: Ctx,
  route: Route<Ctx>,
  authenticate: Authenticate,
): Handler {
  invariant(
    route.method !== 'post' || route.idempotent !== undefined,
    `POST ${route.path} says whether it honours an Idempotency-Key`,
  );
  const observe = createObserver(route);
  const isRead = route.method === 'get';
  const { mediaType } = route;
  const form = bodyFormOf(route);
  const rooms = takesLargeBodies(route) ? ctx.bodyRooms : undefined;
  // What admins do to many accounts takes seconds: no use waits for that.
  const worksIn = route.isHot ? 'working' : 'acting';

  function identify(req: IncomingMessage): Principal | undefined | Promise<Principal> {
    const { policy } = route;
    if ('public' in policy) return undefined;
    const header = req.headers.authorization;
    if (!header?.startsWith('Bearer ')) throw new AppError('unauthenticated');
    const admit = (found: Principal) => {
      authorize(policy, found, isRead);
      return found;
    };
    const principal = authenticate(header.slice(7));
    return principal instanceof Promise ? principal.then(admit) : admit(principal);
  }

  function receive(exchange: Exchange, principal: Principal | undefined): void {
    const { req, res } = exchange;
    if (!route.body) {
      drain(req);
      void answer(exchange, principal, undefined);
      return;
    }
    receiveBody(
      rooms,
      { key: principal ? readLineOf(principal) : '', req, res, form, worksIn },
      (body) => answer(exchange, principal, body),
      (error) => {
        refuse(exchange, error);
      },
    );
  }

  async function answer(exchange: Exchange, principal: Principal | undefined, body: unknown): Promise<void> {
    const { req, res, target, requestId } = exchange;
    try {
      const reply = await route.run(ctx, {
        idempotencyKey: route.method === 'post' ? readIdempotencyKey(req, route.idempotent) : undefined,
        principal,
        params: route.params && parse(route.params, target.params),
        query: route.query && parse(route.query, target.query),
        body: route.body && parse(route.body, body),
        requestId,
        // Asked for by few, and found by walking the proxies.
        get ip() {
          return target.ip ?? '';
        },
        header: (name) => headerOf(req, name),
      });
      const status = reply.status ?? route.statuses[0];
      if (mediaType === undefined) sendReply(exchange, status, reply);
      else await sendFile(exchange, status, reply.mediaType ?? [mediaType].flat()[0] ?? '', reply);
    } catch (error) {
      sendProblem(ctx.logger, exchange, error);
    }
    observe(res.statusCode, performance.now() - exchange.started);
  }

  function refuse(exchange: Exchange, error: unknown): void {
    sendProblem(ctx.logger, exchange, error);
    observe(exchange.res.statusCode, performance.now() - exchange.started);
  }

  // One function for all steps: each layer of Express costs a request about a microsecond.
  return (req, res, target) => {
    const exchange = { req, res, target, requestId: requestIdOf(req, res), started: performance.now() };
    let identified;
    try {
      identified = identify(req);
    } catch (error) {
      refuse(exchange, error);
      return;
    }
    if (identified instanceof Promise) {
      identified
        .then((principal) => {
          receive(exchange, principal);
        })
        .catch((error: unknown) => {
          refuse(exchange, error);
        });
    } else receive(exchange, identified);
  };
}

/** Node joins what was sent more than once, except cookies to set, which no request has. */
function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : value?.join(', ');
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', {
    errors: parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
      code: fieldCodeOf(issue),
    })),
  });
}

/** For browsers that are led here by somebody else: nothing to run, frame, guess at or keep. */
const safetyHeaders = [
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
];

function sendReply({ res, requestId }: Exchange, status: number, reply: Reply<unknown>): void {
  const { headers } = reply;
  const given: (string | string[])[] = Object.entries(headers ?? {}).flatMap((entry) => entry);
  if (headers?.['Cache-Control'] === undefined) given.push('Cache-Control', 'no-store');
  if (status === 304) {
    res.writeHead(status, ['X-Request-Id', requestId, ...given]);
    res.end();
    return;
  }
  const type = 'application/json; charset=utf-8';
  send(res, requestId, status, type, toJson(reply), given);
}

function toJson({ data, page }: Reply<unknown>): string {
  if (!(data instanceof RenderedData)) return JSON.stringify({ ok: true, data, page });
  invariant(page === undefined, 'what was rendered has no page');
  return data.json;
}

/**
 * Writes a file as it is made, no faster than the client takes it. A client that leaves ends the making, in silence.
 * Rejects, with the connection cut, when it can't be made to its end: it must not look like all there is.
 */
async function sendFile(
  { req, res, requestId }: Exchange,
  status: number,
  type: string,
  { data, headers }: Reply<unknown>,
): Promise<void> {
  invariant(isFileStream(data), 'a route with a media type answers with a stream');
  res.writeHead(status, [
    'X-Request-Id',
    requestId,
    ...safetyHeaders,
    'Cache-Control',
    'no-store',
    ...Object.entries(headers ?? {}).flat(),
    'Content-Type',
    contentTypeOf(type),
  ]);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  try {
    await pipeline(data, res);
  } catch (error) {
    if (!isAbandoned(error)) throw error;
  }
}

function isAbandoned(error: unknown): boolean {
  return Error.isError(error) && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Writes headers and body at once, without Express's ETag and content negotiation: they cost more than the answer. */
function send(
  res: ServerResponse,
  requestId: string,
  status: number,
  type: string,
  text: string,
  given: readonly (string | string[])[],
): void {
  res.writeHead(status, [
    'X-Request-Id',
    requestId,
    ...safetyHeaders,
    ...given,
    'Content-Type',
    type,
    'Content-Length',
    String(Buffer.byteLength(text)),
  ]);
  res.end(text);
}

/** Answers any thrown value as problem+json and logs what was not the caller's doing. */
export function sendError(logger: Logger, req: IncomingMessage, res: ServerResponse, thrown: unknown): void {
  sendProblem(logger, { req, res, requestId: requestIdOf(req, res) }, thrown);
}

function sendProblem(
  logger: Logger,
  { req, res, requestId }: Pick<Exchange, 'req' | 'res' | 'requestId'>,
  thrown: unknown,
): void {
  const error = toAppError(thrown);
  drain(req);
  const { method } = req;
  const [path] = req.url?.split('?', 1) ?? [];
  // Overload comes in floods, and its count is in the metrics.
  if (error.status >= 500 && error.code !== 'overloaded') {
    logger.error({ err: error.cause ?? error, requestId, method, path }, error.message);
  } else {
    logger.debug({ code: error.code, requestId, method, path }, error.message);
  }
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const given = ['Cache-Control', 'no-store'];
  if (error.retryAfterSeconds !== undefined) given.push('Retry-After', String(error.retryAfterSeconds));
  if (error.status === 401) given.push('WWW-Authenticate', 'Bearer');
  send(
    res,
    requestId,
    error.status,
    'application/problem+json; charset=utf-8',
    JSON.stringify(toProblem(error, requestId)),
    given,
  );
}
