import { daysLater, endOfDay } from '../calendar.ts';
import { CreditsModel, type ModelLot, type Refusal } from './credits-model.ts';

/** What a version of a package gives. */
export interface Offer {
  package: string;
  credits: number;
  days: number;
  daily?: number;
}

export interface ModelTerm {
  id: string;
  offer: Offer;
  quantity: number;
  startsAt: number;
  endsAt: number;
  isEnded: boolean;
  lot: ModelLot | undefined;
}

interface Run {
  id: string;
  package: string;
  endsAt: number;
  /** When the day that had the last allowance is over. */
  servedUntil: number;
  terms: ModelTerm[];
  allowances: ModelLot[];
  /** Taken back before its time. */
  isCut: boolean;
}

/** A ledger with packages, told a second time: each package looks at the clock whenever anybody does anything. */
export class PackagesModel extends CreditsModel {
  readonly terms: ModelTerm[] = [];
  readonly #runs: Run[] = [];
  readonly #sources = new Map<string, string>();
  #zone = 'UTC';

  override settle(now: number): void {
    super.settle(now);
    for (const run of this.#runs) {
      if (now < run.servedUntil) continue;
      const term = run.terms.findLast(
        (one) =>
          !one.isEnded &&
          one.startsAt <= now &&
          one.endsAt > run.servedUntil &&
          one.offer.daily !== undefined,
      );
      if (!term) continue;
      // Once somebody has come after its end, a clock that is behind gets nothing of it any more.
      if (term.endsAt <= now) {
        run.servedUntil = term.endsAt;
        continue;
      }
      const cut = this.#runs.filter(
        (one) => one.package === run.package && one.isCut && one.endsAt <= now && now < one.servedUntil,
      );
      run.servedUntil = Math.max(endOfDay(now, this.#zone), ...cut.map(({ servedUntil }) => servedUntil));
      const amount = cut.reduce((left, one) => left - takenToday(one), term.offer.daily ?? 0);
      if (amount <= 0) continue;
      const lot = { amount, priority: 10, expiresAt: Math.min(run.servedUntil, run.endsAt) };
      run.allowances.push(this.give(now, lot, `${run.id} ${run.allowances.length}`));
    }
  }

  assign(
    now: number,
    offer: Offer,
    { source, quantity }: { source: string; quantity: number },
    ids: { term: string; run: string; lot: string },
  ): Refusal {
    this.settle(now);
    const content = `${JSON.stringify(offer)} ${quantity}`;
    const given = this.#sources.get(source);
    if (given !== undefined) return given === content ? 'replayed' : 'MSIDM';
    this.#sources.set(source, content);

    const running = this.#runs.find((one) => one.package === offer.package && now < one.endsAt);
    const startsAt = running?.endsAt ?? now;
    const endsAt = daysLater(startsAt, this.#zone, quantity * offer.days);
    const run = running ?? {
      id: ids.run,
      package: offer.package,
      endsAt,
      servedUntil: now,
      terms: [],
      allowances: [],
      isCut: false,
    };
    if (!running) this.#runs.push(run);
    run.endsAt = endsAt;
    this.#fit(run, now);
    const lot =
      offer.credits > 0
        ? this.give(now, { amount: quantity * offer.credits, priority: 50, expiresAt: endsAt }, ids.lot)
        : undefined;
    const term = { id: ids.term, offer, quantity, startsAt, endsAt, isEnded: false, lot };
    run.terms.push(term);
    this.terms.push(term);
    this.settle(now);
    return undefined;
  }

  end(now: number, term: ModelTerm): void {
    this.settle(now);
    if (term.isEnded) return;
    if (term.lot) this.revoke(now, term.lot, {});
    term.isEnded = true;
    const run = this.#runs.find(({ terms }) => terms.includes(term));
    if (!run || term.endsAt <= now) return;
    let until = Math.max(term.startsAt, now);
    for (const later of run.terms.slice(run.terms.indexOf(term) + 1)) {
      if (later.isEnded) continue;
      later.startsAt = until;
      until = daysLater(until, this.#zone, later.quantity * later.offer.days);
      later.endsAt = until;
      if (later.lot) later.lot.expiresAt = until;
    }
    run.endsAt = until;
    run.isCut = until === now;
    this.#fit(run, now);
    this.settle(now);
  }

  moveZone(now: number, zone: string): void {
    this.settle(now);
    if (zone === this.#zone) return;
    this.#zone = zone;
    for (const run of this.#runs) {
      if (run.servedUntil <= now) continue;
      run.servedUntil = endOfDay(Math.max(run.servedUntil - 1, now), zone);
      this.#fit(run, now);
    }
  }

  /** What the database calls them, oldest first. */
  nameAllowances(given: { runId: string; id: string }[]): void {
    for (const run of this.#runs) {
      const ids = given.filter(({ runId }) => runId === run.id).map(({ id }) => id);
      for (const [nth, lot] of run.allowances.entries()) lot.id = ids[nth] ?? lot.id;
    }
  }

  /** The running day's allowance lasts as long as both the day and the package. */
  #fit(run: Run, now: number): void {
    const lot = run.allowances.at(-1);
    if (lot && lot.expiresAt > now && run.servedUntil > now) {
      lot.expiresAt = Math.min(run.servedUntil, run.endsAt);
    }
  }
}

/** What a package that was taken back has given for its last day, without what ended with it. */
function takenToday({ allowances, endsAt }: Run): number {
  const lot = allowances.at(-1);
  return lot?.expiresAt === endsAt ? lot.amount - lot.expired : 0;
}
