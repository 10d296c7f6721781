import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../lib/app-error.ts';
import { namesPrototype, repeatsMember } from './json-members.ts';

/** What is read off a body that nobody wants, so that its connection can serve on: twice the largest that we take. */
const drainedBytes = 10_000_000;

/** How long the rest of a body that nobody wants may take: its sender has its answer. */
const drainMs = 5_000;

/** What a body may be: how its type is written, what no body at all stands for, and what its text holds. */
const forms = {
  'application/json': { type: /^application\/(?:[^;]+\+)?json\s*(?:;|$)/i, none: {}, parse: parseJson },
  'text/csv': { type: /^text\/csv\s*(?:;|$)/i, none: '', parse: (text: string) => text },
} as const;

export type BodyType = keyof typeof forms;

const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i;

const decoders = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** What is taken of a route's bodies. */
export interface BodyForm {
  type: BodyType;
  /** In bytes, once unpacked. */
  limit: number;
}

/**
 * Reads a body of this form, and hands over what it holds: of JSON the object, of CSV the text. No body at all reads
 * as an empty one, so that the schema says what is missing. Calls `done` once.
 * Errors: `payload_too_large`, `unsupported_media_type`, `bad_request`, also where an object names a member twice.
 */
export function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  form: BodyForm,
  done: (error: unknown, body?: unknown) => void,
): void {
  const refusal = refuseUnread(req, form);
  if (refusal) {
    done(refusal);
    return;
  }
  readBytes(req, res, form, (error, bytes) => {
    if (error) {
      done(error);
      return;
    }
    let body: unknown;
    try {
      body = parseBody(form, bytes);
    } catch (unreadable) {
      done(unreadable);
      return;
    }
    done(undefined, body);
  });
}

/** The bytes of a body, where they are known beforehand: not of one that is packed, or comes in chunks. */
export function sizeOf(req: IncomingMessage): number | undefined {
  if (!hasBody(req)) return 0;
  const { 'content-length': announced, 'content-encoding': encoding } = req.headers;
  return announced === undefined || encoding !== undefined ? undefined : Number(announced);
}

/** Why a body is refused before a byte of it is read: it is announced as too long, or as something else. */
export function refuseUnread(req: IncomingMessage, { type: wanted, limit }: BodyForm): AppError | undefined {
  const { headers } = req;
  const type = headers['content-type'];
  if (type === undefined && !hasBody(req)) return undefined;
  if (Number(headers['content-length'] ?? 0) > limit) return new AppError('payload_too_large');
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  return (
    refuseType(type, wanted) ??
    (encoding === 'identity' || decoders.has(encoding)
      ? undefined
      : new AppError('unsupported_media_type', { detail: 'This encoding is not supported' }))
  );
}

/** How much is read of a body, and of one larger than `after` no more before `until` resolves. */
interface Reading {
  /** In bytes, once unpacked. */
  limit: number;
  pause?: { after: number; until: () => Promise<void> } | undefined;
}

/**
 * Reads the bytes of a body that is not refused unread, at most `limit`; none where there is no body at all. Calls
 * `done` once. What is returned ends the reading, and calls it without any.
 */
export function readBytes(
  req: IncomingMessage,
  res: ServerResponse,
  reading: Reading,
  done: (error: Error | undefined, bytes?: Buffer) => void,
): () => void {
  const { headers } = req;
  if (headers['content-type'] === undefined && !hasBody(req)) {
    done(undefined);
    return ignore;
  }
  // Whoever asks first (RFC 9110 §10.1.1) is told only now that it is wanted.
  if (headers.expect?.toLowerCase() === '100-continue') res.writeContinue();
  const decode = decoders.get(headers['content-encoding']?.toLowerCase() ?? 'identity');
  if (!decode) return gather(req, reading, done);
  const unpacked = decode();
  req.on('error', (error) => unpacked.destroy(error));
  const stop = gather(unpacked, reading, (error, bytes) => {
    req.unpipe(unpacked);
    unpacked.destroy();
    done(error, bytes);
  });
  req.pipe(unpacked);
  return stop;
}

/** What a body holds; no bytes stand for none at all. Throws `bad_request`. */
export function parseBody({ type }: BodyForm, bytes: Buffer | undefined): unknown {
  const { none, parse } = forms[type];
  if (bytes === undefined) return none;
  if (!isUtf8(bytes)) throw new AppError('bad_request', { detail: 'The body is not valid UTF-8' });
  return parse(bytes.toString());
}

function refuseType(type: string | undefined, wanted: BodyType): AppError | undefined {
  if (type === wanted) return undefined;
  if (type === undefined || !forms[wanted].type.test(type)) {
    return new AppError('unsupported_media_type', { detail: `Send the body as ${wanted}` });
  }
  const name = charset.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
  return name === 'utf-8' || name === 'utf8'
    ? undefined
    : new AppError('unsupported_media_type', { detail: 'Send it in UTF-8' });
}

function gather(
  stream: IncomingMessage | Transform,
  { limit, pause }: Reading,
  done: (error: Error | undefined, bytes?: Buffer) => void,
): () => void {
  let chunks: Buffer[] = [];
  let size = 0;
  let mayPause = pause !== undefined;
  let isSettled = false;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) {
      settle(new AppError('payload_too_large'));
      return;
    }
    chunks.push(chunk);
    if (!pause || !mayPause || size <= pause.after) return;
    mayPause = false;
    stream.pause();
    pause.until().then(() => {
      if (!isSettled) stream.resume();
    }, settle);
  };
  const end = () => {
    const [first] = chunks;
    settle(undefined, chunks.length === 1 ? first : Buffer.concat(chunks, size));
  };
  const fail = (error: Error) => {
    settle(new AppError('bad_request', { detail: 'The body could not be read to its end', cause: error }));
  };
  const settle = (error: Error | undefined, bytes?: Buffer) => {
    if (isSettled) return;
    isSettled = true;
    chunks = [];
    stream.off('data', take).off('end', end);
    // What breaks from now on is nobody's concern, but would end the process if nobody listened.
    stream.off('error', fail).on('error', ignore);
    done(error, bytes);
  };
  stream.on('data', take).on('end', end).on('error', fail);
  return () => {
    settle(undefined);
  };
}

function ignore(): void {
  // Told already.
}

function parseJson(text: string): unknown {
  if (text === '') return {};
  let value: unknown;
  try {
    // A byte order mark may stand first (RFC 8259 §8.1).
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new AppError('bad_request', { detail: 'The body is not valid JSON', cause: error });
  }
  if (typeof value !== 'object' || value === null) {
    throw new AppError('bad_request', { detail: 'The body is not valid JSON: send an object' });
  }
  if (namesPrototype(text, value)) {
    throw new AppError('bad_request', { detail: 'No member can be named __proto__' });
  }
  if (repeatsMember(text, value)) {
    throw new AppError('bad_request', { detail: 'An object of the body names a member twice' });
  }
  return value;
}

/**
 * Reads off what is left of a body that nobody wants, without keeping it, so that the answer arrives and the
 * connection serves on. One that is too long, or does not end soon, is cut off.
 */
export function drain(req: IncomingMessage): void {
  if (req.complete || req.destroyed || !hasBody(req)) return;
  let left = drainedBytes;
  const cutOff = setTimeout(() => {
    req.destroy();
  }, drainMs);
  cutOff.unref();
  req.once('close', () => {
    clearTimeout(cutOff);
  });
  req.on('error', ignore);
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
  // One that was being unpacked had been paused.
  req.resume();
}
