import type { Lines } from '../../lib/lines.ts';
import type { Principal } from '../access/principal.ts';
import type { DescribedRoute, Route } from '../route.ts';

/** A host application reads for all its customers at once; a person has a few pages open. */
const waitingOfApiKey = 1_000;

/** Who stands in a line of their own when it comes to reading. */
export function readLineOf(principal: Principal): string {
  if (principal.kind === 'apiKey') return principal.apiKeyId;
  return principal.viewer?.userId ?? principal.userId;
}

/** Whether an operation is a read that takes a connection for as long as its data demand. */
export function isBoundedRead({ method, path, policy, isCheap }: DescribedRoute): boolean {
  if ('public' in policy || isCheap) return false;
  return method === 'get' || path.endsWith('/preview');
}

/**
 * The operation, with reads of one caller waiting for each other: few are under way at once, a short line waits, and
 * past it that caller, and nobody else, is told `rate_limited`.
 */
export function withReadLine<Ctx extends { readLines: Lines }>(route: Route<Ctx>): Route<Ctx> {
  if (!isBoundedRead(route)) return route;
  return {
    ...route,
    run(ctx, input) {
      const { principal } = input;
      if (!principal) return route.run(ctx, input);
      return ctx.readLines.run(
        readLineOf(principal),
        () => route.run(ctx, input),
        principal.kind === 'apiKey' ? { maxWaiting: waitingOfApiKey } : {},
      );
    },
  };
}
