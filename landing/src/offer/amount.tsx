import type { AmountText } from '../plans/card-text.ts';

/** A price with its period. */
export function Amount({
  amount: { text, per, size },
  isGlowing,
}: {
  amount: AmountText;
  isGlowing: boolean;
}) {
  return (
    <>
      {/* A new element for each amount, so that each change begins a glow of its own. */}
      <span key={text} class={isGlowing ? 'amount is-glowing' : 'amount'} data-size={size}>
        {text}
      </span>{' '}
      {per !== undefined && <span class="per">{per}</span>}
    </>
  );
}
