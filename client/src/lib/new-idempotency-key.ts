/** A key that nobody else has. Not `crypto.randomUUID`: browsers keep that from plain http beyond localhost. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
