/**
 * Events to browsers. Rooms: `account:<id>`, `session:<id>`, `admins`, `everybody` (all who are signed in), and
 * `public` (visitors, who are sent `plans:updated` and nothing else).
 */
export interface Live {
  emit(room: string, event: string, payload: object): void;
  /** To this node's browsers only. */
  emitHere(room: string, event: string, payload: object): void;
  /**
   * As `emit`, but at most five a second for each `key`; the last one is always sent. Cheap enough to be called
   * for every record. What is older than the key's newest `version` is dropped, whichever node it is from.
   */
  emitLatest(room: string, event: string, key: string, payload: object, version: number): void;
  /** Whether an event to the room may reach anybody: where it is costly to make, nobody need. */
  isHeard(room: string): boolean;
  /** Disconnects every socket in the room, on all nodes. */
  cutOff(room: string): void;
}
