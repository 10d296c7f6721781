import fc from 'fast-check';
import type { AnyRoute } from '../../harness/http/contract.ts';
import type { Breakage } from './request.ts';

/** The body's bytes: cut off, not JSON, not UTF-8. */
export function badBytes(sound: unknown): fc.Arbitrary<Breakage> {
  const whole = Buffer.from(JSON.stringify(sound));
  const bytes = fc.oneof(
    fc.nat(Math.max(0, whole.length - 1)).map((length) => whole.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((junk) => Buffer.from(junk)),
    fc
      .constantFrom(
        'null',
        'true',
        '1',
        '"text"',
        '[]',
        '[[]]',
        '{',
        '}',
        "{'a':1}",
        '{"a":undefined}',
        '\ufeff{}',
        '{}{}',
        'NaN',
      )
      .map((text) => Buffer.from(text)),
    fc
      .nat(whole.length)
      .map((at) => Buffer.concat([whole.subarray(0, at), Buffer.from([0xff, 0]), whole.subarray(at)])),
    fc.constantFrom(40_000, 90_000).map((depth) => Buffer.from('['.repeat(depth))),
  );
  return bytes.map((body) => (request) => ({
    ...request,
    body,
    breakage: `bytes ${body.toString('latin1', 0, 60)}`,
  }));
}

/** What is said about the body, while it is what it was. */
export const badEnvelopes: fc.Arbitrary<Breakage> = fc
  .constantFrom<Record<string, string>>(
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'json' },
    { 'content-type': 'application/json; charset=klingon' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    { 'content-type': 'application/json', 'content-encoding': 'br' },
    { 'content-type': 'application/json', 'content-encoding': 'rot13' },
  )
  .map((headers) => (request) => ({
    ...request,
    headers: { ...request.headers, ...headers },
    breakage: `envelope ${JSON.stringify(headers)}`,
  }));

/** Past the route's limit, by a field that would be refused anyway. */
export function badSizes(route: AnyRoute): fc.Arbitrary<Breakage> {
  const limit = route.bodyLimit ?? 100_000;
  return fc.constant((request) => ({
    ...request,
    body: Buffer.from(JSON.stringify({ huge: 'x'.repeat(limit) })),
    breakage: 'a huge body',
  }));
}
