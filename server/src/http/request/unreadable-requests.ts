import type { Duplex } from 'node:stream';
import { AppError } from '../../lib/app-error.ts';
import { systemCode } from '../../lib/boot-error.ts';
import { newId } from '../../lib/ids.ts';
import { toProblem } from '../problem.ts';

const details: Record<string, string | undefined> = {
  HPE_HEADER_OVERFLOW: 'The headers are too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
};

/** Answers what Node could not read as HTTP, which never gets to Express, in the form of every other refusal. */
export function refuseUnreadable(error: Error, socket: Duplex): void {
  const code = systemCode(error) ?? '';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newId();
  const refusal = new AppError('bad_request', { detail: details[code] ?? 'This is not HTTP' });
  const body = JSON.stringify(toProblem(refusal, requestId));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
