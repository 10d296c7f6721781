/** What can happen to an order with two pages, A and B, that can both be paid. */
const acts = ['pay A', 'pay B', 'cancel', 'expire', 'refund part', 'refund rest', 'dispute'] as const;
export type Act = (typeof acts)[number];

/** All courses of at most so many acts, each act once: 3,619 of up to five. */
export function coursesOf(length: number): Act[][] {
  const courses: Act[][] = [[]];
  for (const course of courses) {
    if (course.length === length) continue;
    for (const act of acts) if (!course.includes(act)) courses.push([...course, act]);
  }
  return courses.slice(1);
}

/** Numbers that follow from a seed alone (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  isOneIn(sides: number): boolean {
    return this.roll(sides) === 0;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.roll(from.length)];
    if (picked === undefined) throw new Error('There is nothing to pick from');
    return picked;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    const shuffled: T[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.roll(left.length), 1));
    return shuffled;
  }
}
