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
   * for every record. With a `version`, what is older than the key's newest is dropped, whichever node it is from.
   */
  emitLatest(room: string, event: string, key: string, payload: object, version?: number): void;
  /** Disconnects every socket in the room, on all nodes. */
  cutOff(room: string): void;
}

/**
 * Hints between nodes: lost ones are survived (caches expire), so nothing is kept here that Postgres lacks. What must
 * not be lost is kept in Postgres as not sent until `watch` says that it was taken.
 */
export interface Bus {
  /** Runs the topic's handlers on every node, this one first. */
  publish(topic: string, payload: object): void;
  /**
   * Watches what this node sends to others from now on. The result tells later whether Redis took all of it; false
   * says that some may be lost, or that Redis is away.
   */
  watch(): () => Promise<boolean>;
  /** The topic `hintsMissed` runs, on this node only, when hints of others may have been lost: re-read then. */
  on(topic: string, handler: (payload: unknown) => void): void;
}

export const hintsMissed = 'bus:hints-missed';

/** The payload of `hintsMissed`. */
export interface HintsMissed {
  /** Nothing was missed before so long ago. */
  withinMs: number;
}

export function isMissed(payload: unknown): payload is HintsMissed {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'withinMs' in payload &&
    typeof payload.withinMs === 'number'
  );
}
