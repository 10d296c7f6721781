/** A quota that an account may have had, in instants of `performance.now()`. */
interface Span {
  quota: number;
  /** Not before: when the change to it was asked for. */
  from: number;
  /** Not after: when the change away from it was confirmed. */
  to: number;
}

/**
 * Which quotas held when, as one who asks for changes can know it: a change takes effect somewhere between the
 * asking and the answer.
 */
export class QuotaHistory {
  readonly #spans = new Map<string, Span[]>();
  readonly #ceilings: Record<string, number> = {};

  /** Notes what held after a change that was asked for and confirmed at these instants. */
  note(accountId: string, featureCode: string, quota: number, asked: number, confirmed: number): void {
    const key = `${accountId}:${featureCode}`;
    const spans = this.#spans.get(key) ?? [];
    const last = spans.at(-1);
    if (last?.quota === quota) return;
    if (last) last.to = confirmed;
    spans.push({ quota, from: asked, to: Infinity });
    this.#spans.set(key, spans);
    this.#ceilings[featureCode] = Math.max(this.#ceilings[featureCode] ?? 0, quota);
  }

  /** Whether that quota held at some moment between the two instants. */
  mayHaveHeld(accountId: string, featureCode: string, quota: number, from: number, to: number): boolean {
    const spans = this.#spans.get(`${accountId}:${featureCode}`) ?? [];
    return spans.some((span) => span.quota === quota && span.from <= to && span.to >= from);
  }

  /** By feature, the greatest quota that anybody ever had. */
  get ceilings(): Record<string, number> {
    return this.#ceilings;
  }
}
