import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Recorded, RecordedBatch } from '../../src/metering/recording/contract.ts';
import { Reservation } from '../../src/metering/reservations/contract.ts';
import type { Reachable } from '../harness/identity/people.ts';
import {
  between,
  dataOf,
  isAcknowledged,
  isMaybe,
  pick,
  type Answer,
  type LoadClient,
} from '../harness/load/load.ts';

/** A use that was asked for, under its key. */
interface Use {
  accountId: string;
  featureCode: string;
  amount: number;
  idempotencyKey: string;
}

/** A reservation that was asked for, to be committed for its own amount. */
type Reserving = Use;

/**
 * What a careful host application notes of its requests: which were acknowledged, under what id, and which may or
 * may not have happened. `acknowledged ⊆ stored ⊆ acknowledged + maybe` must hold at any moment.
 */
export class Book {
  /** Ids by key: of records, of reservations. */
  readonly acknowledged = new Map<string, string>();
  readonly maybe = new Map<string, Use>();
  /** Record ids of committed reservations, by reservation. */
  readonly committed = new Map<string, string>();
  readonly maybeCommitted = new Set<string>();
  readonly maybeHeld = new Map<string, Reserving>();
  readonly held = new Map<string, string>();
  readonly faults: string[] = [];
  /** How many requests ever ended without an answer that tells their outcome. */
  uncertain = 0;
  /** The latest uses that were acknowledged. */
  readonly #latest: Use[] = [];
  readonly #load: LoadClient;
  readonly #accountIds: readonly string[];
  readonly #features: readonly string[];

  constructor(load: LoadClient, accountIds: readonly string[], features: readonly string[]) {
    this.#load = load;
    this.#accountIds = accountIds;
    this.#features = features;
  }

  /** Sends one request of a random kind and notes what came of it. */
  async act(node: Reachable): Promise<void> {
    const dice = Math.random();
    if (dice < 0.6) await this.record(node, this.#newUse());
    else if (dice < 0.85) await this.#recordMany(node);
    else await this.hold(node, this.#newUse());
  }

  /** Sends a use, for the first time or again. */
  async record(node: Reachable, use: Use): Promise<void> {
    const answer = await this.#load.post(node, '/usage/record', use);
    if (isAcknowledged(answer)) this.#noteUse(use, dataOf(answer, Recorded).id);
    else this.#noteUncertain(answer, () => this.maybe.set(use.idempotencyKey, use));
  }

  async #recordMany(node: Reachable): Promise<void> {
    const events = Array.from({ length: between(2, 30) }, () => this.#newUse());
    const answer = await this.#load.post(node, '/usage/record/batch', { events });
    if (!isAcknowledged(answer)) {
      this.#noteUncertain(answer, () => {
        for (const use of events) this.maybe.set(use.idempotencyKey, use);
      });
      return;
    }
    dataOf(answer, RecordedBatch).results.forEach((result, index) => {
      const use = events[index]!;
      if (result.id) this.#noteUse(use, result.id);
      else if (result.code === 'unavailable') {
        // The rest of the batch was in another statement.
        this.uncertain += 1;
        this.maybe.set(use.idempotencyKey, use);
      } else this.faults.push(`an event of a batch came out as ${JSON.stringify(result)}`);
    });
  }

  /** Holds and commits, for the first time or again. */
  async hold(node: Reachable, hold: Reserving): Promise<void> {
    const answer = await this.#load.post(node, '/usage/reservations', hold);
    if (!isAcknowledged(answer)) {
      this.#noteUncertain(answer, () => this.maybeHeld.set(hold.idempotencyKey, hold));
      return;
    }
    const { id } = dataOf(answer, Reservation);
    this.#noteSame(this.held, hold.idempotencyKey, id);
    this.maybeHeld.delete(hold.idempotencyKey);
    await this.commit(node, id);
  }

  async commit(node: Reachable, reservationId: string): Promise<void> {
    const answer = await this.#load.post(node, `/usage/reservations/${reservationId}/commit`, {});
    if (!isAcknowledged(answer)) {
      this.#noteUncertain(answer, () => this.maybeCommitted.add(reservationId));
      return;
    }
    this.maybeCommitted.delete(reservationId);
    this.#noteSame(this.committed, reservationId, dataOf(answer, Reservation).recordId ?? 'none');
  }

  /** Sends everything that may have happened twice more, side by side, until nothing is uncertain. */
  async settle(node: Reachable): Promise<void> {
    const again = [
      ...[...this.maybe.values()].map((use) => () => this.record(node, use)),
      ...[...this.maybeHeld.values()].map((hold) => () => this.hold(node, hold)),
      ...[...this.maybeCommitted].map((id) => () => this.commit(node, id)),
    ];
    await Promise.all(again.flatMap((send) => [send(), send()]));
    for (const left of [this.maybe, this.maybeHeld, this.maybeCommitted]) {
      if (left.size > 0) this.faults.push(`${left.size} requests found no answer`);
    }
  }

  /** Sends the latest acknowledged uses again; whatever else comes back than the first id is a fault. */
  async doubt(node: Reachable): Promise<void> {
    await Promise.all(this.#latest.splice(0).map((use) => this.record(node, use)));
  }

  /** Compares with what Postgres holds; adds a fault for each breach. */
  async compare(connectionString: string): Promise<void> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const keys = await client.query<{ key: string; id: string }>(
      'select key, record_id as id from public.usage_idempotency_keys',
    );
    const records = await client.query<{ id: string; reservation_id: string | null }>(
      'select id, reservation_id from public.usage_records',
    );
    const reservations = await client.query<{ key: string; id: string }>(
      'select idempotency_key as key, id from public.usage_reservations',
    );
    await client.end();

    const stored = new Map(keys.rows.map(({ key, id }) => [key, id]));
    const storedIds = new Set(records.rows.map(({ id }) => id));
    this.#mustHold('a use', this.acknowledged, stored);
    this.#mustHold('a reservation', this.held, new Map(reservations.rows.map(({ key, id }) => [key, id])));
    for (const id of [...this.acknowledged.values(), ...this.committed.values()]) {
      if (!storedIds.has(id)) this.faults.push(`an acknowledged record is gone: ${id}`);
    }
    for (const key of stored.keys()) {
      if (!this.acknowledged.has(key) && !this.maybe.has(key)) this.faults.push(`nobody asked for ${key}`);
    }
    for (const { reservation_id: id } of records.rows) {
      if (id && !this.committed.has(id) && !this.maybeCommitted.has(id)) {
        this.faults.push(`nobody committed ${id}`);
      }
    }
  }

  #mustHold(what: string, acknowledged: Map<string, string>, stored: Map<string, string>): void {
    for (const [key, id] of acknowledged) {
      if (stored.get(key) !== id)
        this.faults.push(`${what} acknowledged as ${id} is stored as ${stored.get(key)}`);
    }
  }

  #newUse(): Use {
    return {
      accountId: pick(this.#accountIds),
      featureCode: pick(this.#features),
      amount: between(1, 9),
      idempotencyKey: randomUUID(),
    };
  }

  #noteUse(use: Use, id: string): void {
    this.#noteSame(this.acknowledged, use.idempotencyKey, id);
    this.maybe.delete(use.idempotencyKey);
    this.#latest.push(use);
    if (this.#latest.length > 50) this.#latest.shift();
  }

  #noteSame(known: Map<string, string>, key: string, id: string): void {
    const before = known.get(key);
    if (before !== undefined && before !== id) this.faults.push(`${key} was ${before} and is ${id}`);
    known.set(key, id);
  }

  #noteUncertain(answer: Answer, note: () => unknown): void {
    if (isMaybe(answer)) {
      this.uncertain += 1;
      note();
    } else {
      this.faults.push(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
}
