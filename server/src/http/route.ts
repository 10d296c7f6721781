import { z } from 'zod';
import type { Policy } from './access/policy.ts';
import type { Principal } from './access/principal.ts';
import type { RenderedData } from './rendered-data.ts';
import type { BodyForm, BodyType } from './request/body.ts';

type Schema = z.ZodType;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

/** What a route's `run` is given: the parsed parts of the request, and what of the transport it may need. */
interface RouteInput<Params, Query, Body, P> {
  principal: P;
  params: Params;
  query: Query;
  body: Body;
  /** Of POSTs that honour it: the `Idempotency-Key` header, if there is one. */
  idempotencyKey: string | undefined;
  requestId: string;
  /** Address of the client, as far as the trusted proxies say. */
  ip: string;
  header: (name: string) => string | undefined;
}

/** A file that is made while it is sent: the `output` of routes that have a `mediaType`. */
export const FileStream = z
  .custom<AsyncIterable<string | Uint8Array>>(isFileStream)
  .meta({ override: { type: 'string' } });

export function isFileStream(value: unknown): value is AsyncIterable<string | Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** `text/csv; charset=utf-8`: text is sent in UTF-8, other files are bytes. */
export function contentTypeOf(mediaType: string): string {
  return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
}

export interface Reply<Data> {
  data: Data | RenderedData<Data>;
  /** Stands beside `data`: `{limit, offset, total}` or `{limit, nextCursor}`. */
  page?: object;
  /** Default: the route's first status. */
  status?: number;
  /** Which of the route's types a file is of; default: the first. */
  mediaType?: string;
  /** A list stands for as many lines of that name: cookies. */
  headers?: Record<string, string | string[]>;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One operation of the API: everything that the router, the OpenAPI page and the tests need to know of it. */
export interface Route<Ctx> {
  method: Method;
  /** Below `/api`, with `:name` parameters. */
  path: string;
  summary: string;
  description?: string;
  tag: string;
  policy: Policy;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  /** The body as clients should read it, where `body` is looser so that parts can be judged one by one. */
  documentedBody?: Schema;
  /** Schema of `data`. */
  output: Schema;
  /**
   * Answers with a file of this type, or of one of these, instead of JSON: `data` is a `FileStream`, sent as it comes
   * and without an envelope. What can be refused must be refused by `run`; what fails later can only cut the answer
   * off.
   */
  mediaType?: string | readonly [string, ...string[]];
  /** Schema of `page`, for lists. */
  page?: Schema;
  /** Statuses of success; the first is the usual one. */
  statuses: readonly [number, ...number[]];
  /** Codes of `error-codes.ts` that this operation may answer beyond those that every operation may. */
  errors?: readonly string[];
  /** What a problem of a code holds besides the members that all have. */
  problemMembers?: Record<string, z.ZodObject>;
  /**
   * Whether it honours an `Idempotency-Key` header. Each POST says so, or the server does not start: one that does
   * not refuses the header, as nobody may believe to be safe who is not.
   */
  idempotent?: boolean;
  /** Needs an `If-Match` header with the version that was edited. */
  versioned?: boolean;
  /** A read that needs no place in the line of its caller's reads: it has a bound of its own. */
  isCheap?: boolean;
  /** On the way of every use: answered before Express where its request line is plain (hot-routes.ts). */
  isHot?: boolean;
  /** Default JSON. Of any other type `body` is given the text. */
  bodyType?: BodyType;
  /** Largest body in bytes; default 100 kB. */
  bodyLimit?: number;
  run: (
    ctx: Ctx,
    input: RouteInput<unknown, unknown, unknown, Principal | undefined>,
  ) => Promise<Reply<unknown>>;
}

/** An operation without what it does: what can be told of it, whatever context it takes. */
export type DescribedRoute = Omit<Route<never>, 'run'>;

interface RouteDefinition<Ctx, P extends Policy, Params, Query, Body, Output extends Schema> extends Omit<
  Route<Ctx>,
  'policy' | 'params' | 'query' | 'body' | 'output' | 'run'
> {
  policy: P;
  params?: Params;
  query?: Query;
  body?: Body;
  output: Output;
  run: (
    ctx: Ctx,
    input: RouteInput<
      Parsed<Params>,
      Parsed<Query>,
      Parsed<Body>,
      P extends { public: true } ? undefined : Principal
    >,
  ) => Promise<Reply<z.input<Output>>>;
}

const defaultBodyLimit = 100_000;

/** What is read of its bodies. */
export function bodyFormOf({
  bodyType = 'application/json',
  bodyLimit = defaultBodyLimit,
}: DescribedRoute): BodyForm {
  return { type: bodyType, limit: bodyLimit };
}

/** Whether its bodies may be so large that they wait for their turn. */
export function takesLargeBodies({ body, bodyLimit = 0 }: DescribedRoute): boolean {
  return body !== undefined && bodyLimit > defaultBodyLimit;
}

/** Declares an operation, with `run` typed by its schemas. */
export function route<
  Ctx,
  const P extends Policy,
  Output extends Schema,
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(definition: RouteDefinition<Ctx, P, Params, Query, Body, Output>): Route<Ctx> {
  // The handler parses the input by the very schemas that `run` is typed by, so the two agree; the compiler can't
  // follow that through an array of routes.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return definition as unknown as Route<Ctx>;
}
