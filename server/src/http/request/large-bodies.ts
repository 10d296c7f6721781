import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../lib/app-error.ts';
import { ByteRoom, type Place } from '../../lib/byte-room.ts';
import { parseBody, readBody, readBytes, refuseUnread, sizeOf, type BodyForm } from './body.ts';

/** Bodies up to this size are nowhere counted: hundreds of them are not much. */
const smallBytes = 16_384;

/** Who waits before a room; past it, 503. */
const line = { maxWaiting: 512, maxWaitingOfKey: 256, patienceMs: 15_000 };

/** Where large bodies wait for their turn. What their objects take in memory is many times their bytes. */
export interface BodyRooms {
  /** While a body comes, and until it is worked at: what waits before it stays in its socket. */
  reading: ByteRoom;
  /** From its parsing to its answer. A slow sender is never in it, nor is an act that takes its time. */
  working: ByteRoom;
  /** The same for acts that take their time: these wait for each other, and no use for them. */
  acting: ByteRoom;
}

/** `stayMs` is how long a sender may take while others wait. */
export function createBodyRooms({ stayMs = 5_000 }: { stayMs?: number } = {}): BodyRooms {
  return {
    // Bytes as they come, none of them parsed: some that may be of 5 MB, or many batches of usual size. Of whoever has
    // something in it already, two of 5 MB less fit. A sender that others wait for is put out long before they give up.
    reading: new ByteRoom({ capacity: 32_000_000, kept: 10_000_000, ...line, stayMs }),
    // Some thousands of events: enough for both lanes of the recorder to be full while answers are written, by what one
    // caller may have in it already. As much is kept for others: what waits for an account that is held stays longer.
    working: new ByteRoom({ capacity: 1_024_000, kept: 512_000, ...line }),
    acting: new ByteRoom({ capacity: 5_000_000, kept: 0, ...line }),
  };
}

/** A request whose body is wanted. */
interface Received {
  /** Whose line it stands in. */
  key: string;
  req: IncomingMessage;
  res: ServerResponse;
  form: BodyForm;
  /** Where it is worked at. */
  worksIn: 'working' | 'acting';
}

/**
 * Reads a body and has it worked at: where `rooms` are given and it is large, in its turn. Calls `work` or `refuse`.
 * Errors: as of `readBody`; `overloaded` where its turn does not come.
 */
export function receiveBody(
  rooms: BodyRooms | undefined,
  received: Received,
  work: (body: unknown) => Promise<void>,
  refuse: (error: unknown) => void,
): void {
  const { req, res, form } = received;
  if (rooms && (sizeOf(req) ?? Infinity) > smallBytes) {
    workInTurn(rooms, received, work).catch(refuse);
    return;
  }
  readBody(req, res, form, (error, body) => {
    if (error === undefined) void work(body);
    else refuse(error);
  });
}

/**
 * Reads a large body in its turn, and has it worked at in its turn; until then nothing of it is parsed, and before the
 * first turn nothing is read. One of unknown size is read as small ones are, until it is none: then it waits for its
 * turn with as much as it may come to. A sender that leaves meanwhile, or takes too long while others wait, loses its
 * place.
 */
async function workInTurn(
  rooms: BodyRooms,
  { key, req, res, form, worksIn }: Received,
  work: (body: unknown) => Promise<void>,
): Promise<void> {
  const refusal = refuseUnread(req, form);
  if (refusal) throw refusal;
  const cut = Promise.withResolvers<never>();
  // Nobody waits for it any more once the body is worked at.
  cut.promise.catch(() => undefined);
  const onClose = () => {
    cut.reject(new AppError('bad_request', { detail: 'The request ended before its turn came' }));
  };
  if (res.destroyed) onClose();
  res.once('close', onClose);

  let reading: Place | undefined;
  let working: Place | undefined;
  let stopReading: (() => void) | undefined;
  function enterReading(bytes: number): Promise<void> {
    reading = rooms.reading.enter(key, bytes, () => {
      cut.reject(new AppError('overloaded', { retryAfterSeconds: 1 }));
    });
    return reading.entered;
  }
  try {
    const size = sizeOf(req);
    if (size !== undefined) await Promise.race([enterReading(size), cut.promise]);
    const pause = size === undefined && { after: smallBytes, until: () => enterReading(form.limit) };
    const read = new Promise<Buffer | undefined>((resolve, reject) => {
      stopReading = readBytes(req, res, { ...form, pause: pause || undefined }, (error, bytes) => {
        if (error) reject(error);
        else resolve(bytes);
      });
    });
    const bytes = await Promise.race([read, cut.promise]);
    if (reading) {
      reading.settle(bytes?.length ?? 0);
      working = rooms[worksIn].enter(key, bytes?.length ?? 0);
      await Promise.race([working.entered, cut.promise]);
      reading.leave();
    }
    await work(parseBody(form, bytes));
  } finally {
    stopReading?.();
    reading?.leave();
    working?.leave();
    res.off('close', onClose);
  }
}
