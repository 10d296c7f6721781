import type { Plan } from '@meterstone/server/contract/catalog';
import { fill } from '../content/fill.ts';
import { formatPrice } from '../content/numbers.ts';
import { Icon } from '../page/icon.tsx';
import { choosePath } from '../plans/choose-path.ts';
import { priceFor, priceKey, priceListOf, type Price, type PriceList } from '../plans/prices.ts';
import { describeCredits, describeFeature, describeOverage } from '../plans/quota-text.ts';
import { describeSaving, savingOf } from '../plans/saving.ts';
import { Amount } from './amount.tsx';
import type { View } from './view.ts';

/** One plan: for whom, what it costs, what is in it. */
export function Card({ plan, view }: { plan: Plan; view: View }) {
  const { words, locale, interval, currency, glowing } = view;
  const name = plan.name[locale];
  const list = priceListOf(plan, currency);
  const price = list && priceFor(list, interval);
  const lines = [
    ...plan.features.map((feature) => ({
      key: feature.code,
      text: describeFeature(feature, words, locale),
      beyond: describeOverage(feature, words, locale),
    })),
    // No code of a feature begins with a space.
    { key: ' credits', text: describeCredits(plan, words, locale), beyond: undefined },
  ].filter(({ text }) => text !== undefined);
  return (
    <li class="plan" data-plan={plan.code}>
      <h3 class="plan-name">
        {name}
        {plan.highlighted && <span class="plan-hint">{words.recommended}</span>}
      </h3>
      <p class="plan-for">{plan.description[locale]}</p>
      <p class="plan-price">
        {price ? (
          <Amount price={price} view={view} isGlowing={glowing.has(priceKey(plan, price))} />
        ) : (
          <span class="amount">{words.free}</span>
        )}
      </p>
      <div class="plan-billing">
        {list && price ? <Billing plan={plan} list={list} price={price} view={view} /> : words.freeNote}
      </div>
      <a
        class={plan.highlighted ? 'button' : 'button button-quiet'}
        href={choosePath(plan, price)}
        data-choose={plan.code}
      >
        {price ? fill(words.choose, { plan: name }) : words.chooseFree}
      </a>
      <ul class="plan-features">
        {lines.map(({ key, text, beyond }) => (
          <li key={key}>
            <Icon name="check" />
            <span>
              {text}
              {beyond !== undefined && <span class="plan-beyond">{beyond}</span>}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

interface BillingProps {
  plan: Plan;
  list: PriceList;
  price: Price;
  view: View;
}

/** How the price is paid, what a year saves, and what else it may be bought for. */
function Billing({ plan, list, price, view: { words, locale, interval } }: BillingProps) {
  const sumOf = ({ amountMinor, currency }: Price) => formatPrice(amountMinor, currency, locale);
  const isOnly = price.interval !== 'lifetime' && price.interval !== interval;
  const saving = savingOf(list);
  const text =
    price.interval === 'lifetime' || !isOnly ? words.billed[price.interval] : words.only[price.interval];
  return (
    <>
      <p>{fill(text, { sum: sumOf(price) })}</p>
      {price.interval === 'year' && saving && <p class="saving">{describeSaving(saving, words, locale)}</p>}
      {price.interval === 'month' && list.year && (
        <p class="only-without-script">
          <a href={choosePath(plan, list.year)}>{fill(words.or.year, { sum: sumOf(list.year) })}</a>
        </p>
      )}
      {price.interval !== 'lifetime' && list.lifetime && (
        <p>
          <a href={choosePath(plan, list.lifetime)}>
            {fill(words.or.lifetime, { sum: sumOf(list.lifetime) })}
          </a>
        </p>
      )}
    </>
  );
}
