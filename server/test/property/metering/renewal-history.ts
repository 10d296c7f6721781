interface Renewal {
  versionId: string;
  /** The instant from which it holds. */
  from: string;
}

/** Which versions came to hold at a renewal, as whoever publishes them knows it. Instants as ISO strings. */
export class RenewalHistory {
  /** What is to hold from an instant to come. */
  waiting: Renewal | undefined;
  #held: Renewal[] = [];

  /** A version was published for the renewal, whose account's month ends at `from`. */
  published({ versionId, from: monthEnd }: Renewal, at: string): void {
    this.#settle(at);
    // Summer time of another zone may end the month an hour before the version that is replaced was to come. Whose turn
    // comes only after both has had that one by then, and the hour between stays as it was.
    const from = this.waiting && this.waiting.from > monthEnd ? this.waiting.from : monthEnd;
    this.#held = this.#held.filter((one) => one.from !== from);
    this.waiting = { versionId, from };
  }

  /** Another version came to hold at an instant. */
  changed(at: string): void {
    this.#settle(at);
    // A change that asked for the time before a renewal, and came after it, takes its place.
    this.#held = this.#held.filter(({ from }) => from < at);
    this.waiting = undefined;
  }

  /** All that held at their instants, as known at another. */
  heldBy(at: string): readonly Renewal[] {
    this.#settle(at);
    return this.#held;
  }

  #settle(at: string): void {
    if (!this.waiting || this.waiting.from > at) return;
    this.#held.push(this.waiting);
    this.waiting = undefined;
  }
}
