import { formatPrice } from '../content/numbers.ts';
import { perMonth } from '../plans/money.ts';
import type { Price } from '../plans/prices.ts';
import type { View } from './view.ts';

interface AmountProps {
  price: Price;
  view: View;
  isGlowing: boolean;
}

/** A price with its period; that of a year as what it comes to in a month. */
export function Amount({ price, view: { words, locale }, isGlowing }: AmountProps) {
  const isYear = price.interval === 'year';
  const amount = isYear ? perMonth(price.amountMinor) : price.amountMinor;
  return (
    <>
      {/* A new element for each amount, so that each change begins a glow of its own. */}
      <span key={amount} class={isGlowing ? 'amount is-glowing' : 'amount'}>
        {formatPrice(amount, price.currency, locale)}
      </span>{' '}
      <span class="per">{words.per[isYear ? 'month' : price.interval]}</span>
    </>
  );
}
