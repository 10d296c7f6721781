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

/**
 * Reads a body of this type and of at most `limit` bytes, counted as they are once unpacked, and hands over what it
 * holds: of JSON the object, of CSV the text. No body at all reads as an empty one, so that the schema says what is
 * missing. What is announced as too long is refused before a byte is read. Calls `done` once.
 * Errors: `payload_too_large`, `unsupported_media_type`, `bad_request`, also where an object names a member twice.
 */
export function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  { type: wanted, limit }: { type: BodyType; limit: number },
  done: (error: unknown, body?: unknown) => void,
): void {
  const { headers } = req;
  const type = headers['content-type'];
  const { none, parse } = forms[wanted];
  if (type === undefined && !hasBody(req)) {
    done(undefined, none);
    return;
  }
  const refusal = refuseUnread(wanted, type, Number(headers['content-length'] ?? 0), limit);
  if (refusal) {
    done(refusal);
    return;
  }
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  const decode = decoders.get(encoding);
  if (encoding !== 'identity' && !decode) {
    done(new AppError('unsupported_media_type', { detail: 'This encoding is not supported' }));
    return;
  }
  // Whoever asks first (RFC 9110 §10.1.1) is told only now that it is wanted.
  if (headers.expect?.toLowerCase() === '100-continue') res.writeContinue();
  if (!decode) {
    gather(req, limit, (error, bytes) => finish(error, bytes, parse, done));
    return;
  }
  const unpacked = decode();
  req.on('error', (error) => unpacked.destroy(error));
  gather(unpacked, limit, (error, bytes) => {
    req.unpipe(unpacked);
    unpacked.destroy();
    finish(error, bytes, parse, done);
  });
  req.pipe(unpacked);
}

function refuseUnread(
  wanted: BodyType,
  type: string | undefined,
  announced: number,
  limit: number,
): AppError | undefined {
  if (announced > limit) return new AppError('payload_too_large');
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
  limit: number,
  done: (error: unknown, bytes?: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else settle(new AppError('payload_too_large'));
  };
  const end = () => {
    const [first] = chunks;
    settle(undefined, chunks.length === 1 ? first : Buffer.concat(chunks, size));
  };
  const fail = (error: Error) => {
    settle(new AppError('bad_request', { detail: 'The body could not be read to its end', cause: error }));
  };
  const settle = (error: unknown, bytes?: Buffer) => {
    stream.off('data', take).off('end', end);
    // What breaks from now on is nobody's concern, but would end the process if nobody listened.
    stream.off('error', fail).on('error', ignore);
    done(error, bytes);
  };
  stream.on('data', take).on('end', end).on('error', fail);
}

function ignore(): void {
  // Told already.
}

function finish(
  error: unknown,
  bytes: Buffer | undefined,
  parse: (text: string) => unknown,
  done: (error: unknown, body?: unknown) => void,
): void {
  if (error !== undefined || !bytes) {
    done(error);
    return;
  }
  let body: unknown;
  try {
    if (!isUtf8(bytes)) throw new AppError('bad_request', { detail: 'The body is not valid UTF-8' });
    body = parse(bytes.toString());
  } catch (refusal) {
    done(refusal);
    return;
  }
  done(undefined, body);
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
