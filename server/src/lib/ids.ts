import { v7 } from 'uuid';

/** A new UUIDv7: sortable by its millisecond, so that indexes grow at their end (RFC 9562 §5.7). */
export function newId(): string {
  return v7();
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
