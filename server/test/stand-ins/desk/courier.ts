import type { ProviderName } from '../../../src/payments/provider.ts';
import type { Callback } from '../callbacks.ts';

/** What becomes of callbacks on their way. */
export interface Switches {
  /** Each comes so many times, at once. */
  times: number;
  /** Those of one moment come in any order. */
  isShuffled: boolean;
  delayMs: number;
  /** None comes; the provider tries again by its schedule. */
  isDropped: boolean;
  /** Before each comes one with the same signature that says something else. */
  isForged: boolean;
  /** They are signed with a time ten minutes ago, where there is one. */
  isOld: boolean;
}

export const undisturbed: Switches = {
  times: 1,
  isShuffled: false,
  delayMs: 0,
  isDropped: false,
  isForged: false,
  isOld: false,
};

type StandIn = Exclude<ProviderName, 'sandbox'>;

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
/** After how long a provider tries again what was not taken; Stripe does not publish its own. */
const schedules: Record<StandIn, readonly number[]> = {
  stripe: [minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 12 * hour, 12 * hour, 12 * hour],
  creem: [30 * second, minute, 5 * minute, hour],
  alipay: [4 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour],
  wechat: [
    15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
  ].map((seconds) => seconds * second),
};

interface Delivery {
  provider: StandIn;
  what: string;
  /** Signs it anew for each try. */
  make: (at: Date) => Callback;
  /** In the courier's time. */
  at: number;
  tries: number;
}

/** One line of what came of it: a status, or that it was lost. */
export interface Delivered {
  at: number;
  provider: StandIn;
  what: string;
  came: number | 'lost' | 'unreachable';
}

/** Brings callbacks to a server, as providers do, by a clock that goes on only when it is told to. */
export class Courier {
  switches = undisturbed;
  now = 0;
  readonly log: Delivered[] = [];
  readonly #target: () => string;
  #waiting: Delivery[] = [];

  constructor(target: () => string) {
    this.#target = target;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a callback along; it leaves when the clock goes on. */
  take(provider: StandIn, what: string, make: Delivery['make'], afterMs = 0): void {
    const at = this.now + afterMs + this.switches.delayMs;
    this.#waiting.push({ provider, what, make, at, tries: 0 });
  }

  /** Moves the clock on, and brings what is due by then, in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const due = Math.min(...this.#waiting.map(({ at }) => at));
      if (due > end) break;
      this.now = Math.max(this.now, due);
      const leaving = this.#waiting.filter(({ at }) => at <= due);
      this.#waiting = this.#waiting.filter(({ at }) => at > due);
      if (this.switches.isShuffled) shuffle(leaving);
      for (const delivery of leaving) await this.#deliver(delivery);
    }
    this.now = end;
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { isDropped, isForged, isOld, times } = this.switches;
    const { what } = delivery;
    const callback = delivery.make(new Date(Date.now() - (isOld ? 10 * minute : 0)));
    if (isForged && !isDropped) await this.#post(delivery, `${what}, forged`, forge(callback));
    const bring = async () =>
      isDropped ? this.#note(delivery, what, 'lost') : this.#post(delivery, what, callback);
    const taken = await Promise.all(Array.from({ length: times }, bring));
    const wait = schedules[delivery.provider][delivery.tries];
    if (taken.includes(true) || wait === undefined) return;
    this.#waiting.push({ ...delivery, at: this.now + wait, tries: delivery.tries + 1 });
  }

  /** True where the server has taken it, in the provider's own terms. */
  async #post(delivery: Delivery, what: string, { path, headers, body }: Callback): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#target()}${path}`, { method: 'POST', headers, body });
      const text = await answer.text();
      this.#note(delivery, what, answer.status);
      return answer.ok && (delivery.provider !== 'alipay' || text === 'success');
    } catch {
      return this.#note(delivery, what, 'unreachable');
    }
  }

  #note({ provider }: Delivery, what: string, came: Delivered['came']): false {
    this.log.push({ at: this.now, provider, what, came });
    return false;
  }
}

/** Another digit in the body: the signature stays, and no longer fits. */
function forge(callback: Callback): Callback {
  return { ...callback, body: callback.body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) };
}

function shuffle(list: unknown[]): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}
