import type { RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import { invariant } from '../lib/invariant.ts';
import type { Lines } from '../lib/lines.ts';
import type { Logger } from '../lib/logger.ts';
import { createHandler, type Authenticate, type Handler, type Target } from './handler.ts';
import { withReadLine } from './limits/read-line.ts';
import type { BodyRooms } from './request/large-bodies.ts';
import type { Route } from './route.ts';

/** What names a feature in most addresses: what is written otherwise is Express's to read. */
const plainParam = /^[\w-]+$/;
/** Without what ends a query, or what Express would read with more care. */
const plainQuery = /^[!"$-~]*$/;

interface Read {
  /** All before its parameter, which stands last. */
  prefix: string;
  param: string;
  handle: Handler;
}

/**
 * Answers the routes that are `isHot` before Express, whose layers cost more than a check does, with the handler that
 * Express would call. Only the request line is read here, and only one written as it is documented: all else (a slash
 * at the end, other letters, escapes, HEAD, a query of a POST) goes on to `next`.
 */
export function createHotListener<
  Ctx extends { logger: Logger; authenticate: Authenticate; readLines: Lines; bodyRooms: BodyRooms },
>(ctx: Ctx, routes: readonly Route<Ctx>[], next: RequestListener): RequestListener {
  const writes = new Map<string, Handler>();
  const reads: Read[] = [];
  for (const route of routes.filter(({ isHot }) => isHot)) {
    const handle = createHandler(ctx, withReadLine(route), ctx.authenticate);
    const [prefix = '', param, ...rest] = `/api${route.path}`.split(':');
    if (route.method === 'post' && param === undefined) writes.set(prefix, handle);
    else {
      const isRead =
        route.method === 'get' && param !== undefined && !param.includes('/') && rest.length === 0;
      invariant(isRead, `${route.path} has a form that is read before Express`);
      reads.push({ prefix, param, handle });
    }
  }

  return (req, res) => {
    const { method, url = '' } = req;
    if (method === 'POST') {
      const handle = writes.get(url);
      if (handle) {
        handle(req, res, noTarget);
        return;
      }
    } else if (method === 'GET') {
      for (const { prefix, param, handle } of reads) {
        const target = url.startsWith(prefix) ? readTarget(url, prefix, param) : undefined;
        if (target) {
          handle(req, res, target);
          return;
        }
      }
    }
    next(req, res);
  };
}

class PlainTarget implements Target {
  readonly params: unknown;
  readonly query: unknown;

  constructor(params: object, query: object) {
    this.params = params;
    this.query = query;
  }

  get ip(): never {
    throw new Error('Whose address it is depends on proxies, which Express knows: no hot route asks');
  }
}

const noTarget = new PlainTarget({}, {});

function readTarget(url: string, prefix: string, param: string): Target | undefined {
  const mark = url.indexOf('?', prefix.length);
  const value = mark < 0 ? url.slice(prefix.length) : url.slice(prefix.length, mark);
  if (!plainParam.test(value)) return undefined;
  if (mark < 0) return new PlainTarget({ [param]: value }, {});
  const query = url.slice(mark + 1);
  return plainQuery.test(query) ? new PlainTarget({ [param]: value }, parse(query)) : undefined;
}
