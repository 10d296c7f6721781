import type { Method } from '../../../src/http/route.ts';
import { call, type Answer } from './contract.ts';
import type { TestServer } from './server.ts';

interface CallOptions {
  /** Default: the node's API key; `null` sends none. */
  token?: string | null;
  headers?: Record<string, string>;
}

/** A whole node with an admin and an API key, and ways to call it. */
export class ApiNode {
  readonly server: TestServer;
  readonly admin: string;
  readonly apiKey: string;

  protected constructor(server: TestServer, admin: string, apiKey: string) {
    this.server = server;
    this.admin = admin;
    this.apiKey = apiKey;
  }

  /** Its answer is held against the route's description, too. */
  send(
    method: Method,
    path: string,
    body?: unknown,
    { token = this.apiKey, headers = {} }: CallOptions = {},
  ): Promise<Answer> {
    return call(this.server, method, path, { token: token ?? undefined, body, headers });
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.send('get', path, undefined, options);
  }

  post(path: string, body: unknown = {}, options?: CallOptions): Promise<Answer> {
    return this.send('post', path, body, options);
  }

  put(path: string, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.send('put', path, body, options);
  }

  delete(path: string, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.send('delete', path, body, options);
  }

  /** The data of an answer that must be a success. */
  async done(answer: Promise<Answer>): Promise<ReturnType<typeof JSON.parse>> {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`Refused: ${JSON.stringify(body)}`);
    return body.data;
  }
}
