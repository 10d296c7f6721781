import type { RequestHandler } from 'express';
import { AppError } from '../../lib/app-error.ts';
import type { Method } from '../route.ts';

interface Served {
  method: Method;
  /** As Express takes it, with `:name` for a part. */
  path: string;
}

/**
 * Stands behind the operations. Of the paths that are served it answers a method that one does not have with 405, and
 * `OPTIONS` with 204; `Allow` lists the methods that it has. All else goes on. Errors: `method_not_allowed`.
 */
export function createMethodGuard(served: readonly Served[]): RequestHandler {
  const byPath = Map.groupBy(served, ({ path }) => path);
  const known = [...byPath].map(([path, served]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}/?$`, 'i'),
    methods: served.map(({ method }) => method),
  }));
  return (req, res, next) => {
    const methods = known.filter(({ pattern }) => pattern.test(req.path)).flatMap((one) => one.methods);
    const allowed = namesOf(methods);
    if (methods.length === 0 || (allowed.includes(req.method) && req.method !== 'OPTIONS')) {
      next();
      return;
    }
    res.setHeader('Allow', allowed.join(', '));
    if (req.method !== 'OPTIONS') throw new AppError('method_not_allowed');
    res.status(204).end();
  };
}

function namesOf(methods: readonly Method[]): string[] {
  const names = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return [...new Set(names), 'OPTIONS'];
}
