import type { AnyRoute } from '../../harness/http/contract.ts';

export const callers = ['nobody', 'user', 'admin', 'apiKey'] as const;
export type Caller = (typeof callers)[number];

/** A request as it goes over the wire, but for the caller's token. */
export interface BrokenRequest {
  route: AnyRoute;
  caller: Caller;
  /** Below `/api`, with the query, escaped. */
  target: string;
  headers: Record<string, string>;
  /** Absent: no body at all. */
  body: Buffer | undefined;
  /** What was done to it, for people who read a failure. */
  breakage: string;
}

/** Breaks a request that was in order. */
export type Breakage = (request: BrokenRequest) => BrokenRequest;

/** Nothing has this id. */
export const noId = '01900000-0000-7000-8000-00000000dead';
