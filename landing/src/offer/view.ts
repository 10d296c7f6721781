import type { CardView } from '../plans/card-text.ts';

/** What the visitor looks at. */
export interface View extends CardView {
  /** Keys of the prices that have just changed. */
  glowing: ReadonlySet<string>;
}
