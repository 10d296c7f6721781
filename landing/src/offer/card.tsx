import type { Plan } from '@meterstone/server/contract/catalog';
import { fill } from '../content/fill.ts';
import { formatPrice } from '../content/numbers.ts';
import { Icon } from '../page/icon.tsx';
import { describeCard, type CardLine, type PaidText } from '../plans/card-text.ts';
import { choosePath } from '../plans/choose-path.ts';
import { priceKey } from '../plans/prices.ts';
import { Amount } from './amount.tsx';
import type { View } from './view.ts';

/** One plan: for whom, what it costs, what is in it. */
export function Card({ plan, view }: { plan: Plan; view: View }) {
  const { words, glowing } = view;
  const card = describeCard(plan, view);
  const price = card.paid?.price;
  return (
    <li class="plan" data-plan={plan.code}>
      <h3 class="plan-name">
        {card.name}
        {plan.highlighted && <span class="plan-hint">{words.recommended}</span>}
      </h3>
      <p class="plan-for">{card.description}</p>
      <p class="plan-price">
        <Amount amount={card.amount} isGlowing={price !== undefined && glowing.has(priceKey(plan, price))} />
      </p>
      <div class="plan-billing">
        {card.paid ? <Billing plan={plan} paid={card.paid} view={view} /> : card.note}
      </div>
      <div class="plan-action">
        <a
          class={plan.highlighted ? 'button' : 'button button-quiet'}
          href={card.contact ?? choosePath(plan, price ?? view)}
          {...(card.contact === undefined
            ? { 'data-choose': plan.code }
            : { 'aria-label': `${card.choose}: ${card.name}` })}
        >
          {card.choose}
        </a>
      </div>
      <div>
        <Lines lines={card.lines} />
        {card.more && (
          <details class="plan-more">
            <summary>
              <span class="plan-more-open">{card.more.text}</span>
              <span class="plan-more-close">{words.fewer}</span>
            </summary>
            <Lines lines={card.more.lines} />
          </details>
        )}
      </div>
    </li>
  );
}

function Lines({ lines }: { lines: readonly CardLine[] }) {
  return (
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
  );
}

interface BillingProps {
  plan: Plan;
  paid: PaidText;
  view: View;
}

/** How the price is paid, what a year saves, and what else it may be bought for. */
function Billing({ plan, paid: { price, list, billing, saving, once }, view }: BillingProps) {
  const { words, locale } = view;
  return (
    <>
      <p>{billing}</p>
      {saving !== undefined && <p class="saving">{saving}</p>}
      {price.interval === 'month' && list.year && (
        <p class="only-without-script">
          <a href={choosePath(plan, list.year)}>
            {fill(words.or.year, { sum: formatPrice(list.year.amountMinor, list.year.currency, locale) })}
          </a>
        </p>
      )}
      {once && (
        <p>
          <a href={choosePath(plan, once.price)}>{once.text}</a>
        </p>
      )}
    </>
  );
}
