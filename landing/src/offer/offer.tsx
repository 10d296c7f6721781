import { useLayoutEffect, useState } from 'preact/hooks';
import type { Locale, OfferWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { formatPrice } from '../content/numbers.ts';
import type { PlanState } from '../plans/plan-feed.ts';
import { defaultCurrency, listCurrencies, priceListOf, type Interval } from '../plans/prices.ts';
import { describeCommonSaving } from '../plans/saving.ts';
import { Cards } from './cards.tsx';
import { keepChoice, readChoice } from './choice.ts';
import { Comparison } from './comparison.tsx';
import { Notice } from './notice.tsx';
import { Switch } from './switch.tsx';
import type { View } from './view.ts';

interface OfferProps {
  words: OfferWords;
  locale: Locale;
  state: PlanState;
  onRetry?: () => void;
}

/** The plans with their switches, and the comparison below. */
export function Offer({ words, locale, state, onRetry }: OfferProps) {
  const [interval, setInterval] = useState<Interval>('month');
  const [chosenCurrency, setCurrency] = useState<string>();
  // Not at once: the server, which wrote the page for everybody, knows of no choice.
  useLayoutEffect(() => {
    const chosen = readChoice();
    setInterval(chosen.interval);
    setCurrency(chosen.currency);
  }, []);
  const plans = state.plans ?? [];
  const isOffering = plans.length > 0 || (!state.plans && !state.isAway);
  const currencies = listCurrencies(plans);
  const currency = currencies.find((known) => known === chosenCurrency) ?? defaultCurrency(plans, locale);
  const lists = plans.map((plan) => priceListOf(plan, currency)).filter((list) => list !== undefined);
  const sellsYears = lists.some(({ month }) => month) && lists.some(({ year }) => year);
  const glowing = new Set(state.isFresh ? state.changes.map(({ key }) => key) : []);
  const view: View = { words, locale, interval, currency, glowing };
  return (
    <>
      <section id="plans" class="section" aria-labelledby="plans-title">
        <div class="offer-head">
          <div>
            <h2 id="plans-title">{words.title}</h2>
            {isOffering && <p class="lead">{words.lead}</p>}
            {isOffering && words.choosing && <p class="choosing">{words.choosing}</p>}
          </div>
          <div class="switches needs-script">
            {currencies.length > 1 && (
              <Switch
                name="currency"
                label={words.currencies}
                options={currencies.map((code) => ({ value: code, label: code }))}
                value={currency}
                onChange={(chosen) => {
                  setCurrency(chosen);
                  keepChoice({ currency: chosen });
                }}
              />
            )}
            {(sellsYears || (isOffering && !state.plans)) && (
              <Switch
                name="interval"
                label={words.intervals.label}
                options={[
                  { value: 'month', label: words.intervals.month },
                  {
                    value: 'year',
                    label: words.intervals.year,
                    note: describeCommonSaving(lists, words, locale),
                  },
                ]}
                value={interval}
                onChange={(chosen) => {
                  setInterval(chosen);
                  keepChoice({ interval: chosen });
                }}
              />
            )}
          </div>
        </div>
        <Notice words={words} locale={locale} state={state} onRetry={onRetry} />
        <Cards plans={state.plans} isAway={state.isAway} view={view} />
        {isOffering && <p class="fine">{words.tax}</p>}
        <p class="for-readers" aria-live="polite">
          {announce(state, view)}
        </p>
      </section>
      {plans.length > 1 && <Comparison plans={plans} view={view} />}
    </>
  );
}

/** The changed prices as a sentence, in the currency that is looked at. */
function announce({ changes }: PlanState, { words, locale, currency }: View): string {
  return changes
    .filter(({ plan, price }) => price.currency === priceListOf(plan, currency)?.currency)
    .map(({ plan, price }) => {
      const amount = formatPrice(price.amountMinor, price.currency, locale);
      return fill(words.changed, {
        plan: plan.name[locale],
        price: `${amount} ${words.per[price.interval]}`,
      });
    })
    .join(' ');
}
