import { CursorPage, OffsetPage } from '@meterstone/server/contract/http';
import { z } from 'zod';
import { freshToken, isSignedIn, leave, replaceToken, unauthenticatedError } from '../session.ts';
import { takeAnswer } from './ahead.ts';
import { offlineError, readProblem } from './problem.ts';

type Query = Record<string, string | number | boolean | undefined>;

export interface Call<Output extends z.ZodType> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, ids already encoded (`path` does). */
  path: string;
  query?: Query;
  body?: object;
  /** What is sent as it is, instead of a body in JSON. */
  text?: { type: string; content: string };
  headers?: Record<string, string>;
  /** What the answer's `data` must be. */
  output: Output;
  signal?: AbortSignal;
}

/** The answer's `data`. Throws ApiError. */
export async function call<Output extends z.ZodType>(options: Call<Output>): Promise<z.output<Output>> {
  return options.output.parse(z.object({ data: z.unknown() }).parse(await send(options)).data);
}

/** One page of a list, and how many there are of it in all. */
export async function callPage<Item extends z.ZodType>(
  options: Call<Item>,
): Promise<{ items: z.output<Item>[]; total: number }> {
  const answer = z.object({ data: z.array(options.output), page: OffsetPage }).parse(await send(options));
  return { items: answer.data, total: answer.page.total };
}

/** One page of a list that is too long to count, and where the next one begins. */
export async function callCursorPage<Item extends z.ZodType>(
  options: Call<Item>,
): Promise<{ items: z.output<Item>[]; nextCursor: string | null }> {
  const answer = z.object({ data: z.array(options.output), page: CursorPage }).parse(await send(options));
  return { items: answer.data, nextCursor: answer.page.nextCursor };
}

/** A file, with the name that the server gives it. Throws ApiError. */
export async function callFile(
  options: Omit<Call<z.ZodType>, 'output'>,
): Promise<{ name: string; content: Blob }> {
  const response = await request(options);
  const disposition = response.headers.get('content-disposition') ?? '';
  const content = await response.blob().catch((error: unknown) => {
    throw offlineError(error);
  });
  return { name: /filename="([^"]+)"/.exec(disposition)?.[1] ?? 'download', content };
}

/** A path with its parts encoded. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent));
}

async function send(options: Call<z.ZodType>): Promise<unknown> {
  const response = await request(options);
  return response.json();
}

async function request(options: Omit<Call<z.ZodType>, 'output'>): Promise<Response> {
  const token = await freshToken();
  let response = await transmit(options, token);
  if (response.status === 401 && token !== undefined) {
    const other = await replaceToken(token);
    if (other === undefined) throw unauthenticatedError();
    response = await transmit(options, other);
    // A fresh token is refused: whoever ended the session meant it.
    if (response.status === 401) leave('ended');
  }
  if (response.status === 401 && token === undefined && isSignedIn()) leave('ended');
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function transmit(
  { method = 'GET', path, query, body, text, headers, signal }: Omit<Call<z.ZodType>, 'output'>,
  token: string | undefined,
): Promise<Response> {
  const url = new URL(`/api${path}`, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  const sent = text ?? (body && { type: 'application/json', content: JSON.stringify(body) });
  try {
    const ahead = method === 'GET' ? await takeAnswer(url, token) : undefined;
    if (ahead) return ahead;
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(sent && { 'content-type': sent.type }),
        ...headers,
      },
      ...(sent && { body: sent.content }),
      ...(signal && { signal }),
    });
  } catch (error) {
    // Cancelled by ourselves; nobody waits for it.
    if (signal?.aborted) throw error;
    throw offlineError(error);
  }
}
