/** A request that honours an `Idempotency-Key`, and may have its effect more than once, or may not, without one. */
export interface KeyedRequest {
  path: string;
  /** A text is sent as it is, where the route takes a file. */
  body: object | string;
  /** The same path with other content. */
  otherBody: object | string;
  /** A person's token, where API keys may not. */
  token?: string;
  /** Changes with each time that the request has its effect. */
  effect: () => Promise<unknown>;
}
