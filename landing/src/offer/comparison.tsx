import type { Plan } from '@meterstone/server/contract/catalog';
import { fill } from '../content/fill.ts';
import { Icon } from '../page/icon.tsx';
import { contactOf, describeAmount } from '../plans/card-text.ts';
import { choosePath } from '../plans/choose-path.ts';
import { priceFor, priceKey, priceListOf } from '../plans/prices.ts';
import { describeCredits, describeInTable } from '../plans/quota-text.ts';
import { Amount } from './amount.tsx';
import type { View } from './view.ts';

/** What a wide screen shows whole: more is moved in a window. */
const mostRoomyPlans = 7;
const mostRoomyFeatures = 20;

/**
 * All features of all plans. The roles repeat what the elements say, since the narrow layout changes their
 * `display`, with which browsers forget that this is a table.
 */
export function Comparison({ plans, view }: { plans: readonly Plan[]; view: View }) {
  const { compare } = view.words;
  const features = listFeatures(plans);
  const isRoomy =
    plans.length <= mostRoomyPlans && features.length <= mostRoomyFeatures && !hasLongPrice(plans, view);
  const isWide = plans.length > 4 || !isRoomy;
  return (
    <section id="compare" class="section" aria-labelledby="compare-title">
      <h2 id="compare-title">{compare.title}</h2>
      <p class="lead">{compare.lead}</p>
      <div
        class={['compare', isWide && 'compare-wide', isRoomy && 'compare-roomy'].filter(Boolean).join(' ')}
        {...(isWide && { tabIndex: 0, role: 'group', 'aria-labelledby': 'compare-title' })}
      >
        <table role="table" class={`columns-${plans.length}`} aria-labelledby="compare-title">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" class="corner">
                <span class="for-readers">{compare.feature}</span>
              </th>
              {plans.map((plan) => (
                <PlanHead key={plan.code} plan={plan} view={view} />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {features.map((feature) => (
              <FeatureRow key={feature.code} feature={feature} plans={plans} view={view} />
            ))}
            {plans.some(({ credits }) => credits) && <CreditsRow plans={plans} view={view} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function PlanHead({ plan, view }: { plan: Plan; view: View }) {
  const { words, locale, interval, currency, glowing } = view;
  const list = priceListOf(plan, currency);
  const price = list && priceFor(list, interval);
  const name = plan.name[locale];
  const contact = contactOf(plan);
  const unpriced = contact === undefined ? words.chooseFree : words.contact;
  return (
    <th role="columnheader" scope="col">
      <a
        class="compare-plan"
        href={contact ?? choosePath(plan, price ?? view)}
        aria-label={price ? fill(words.choose, { plan: name }) : `${name}: ${unpriced}`}
      >
        {name}
      </a>
      <span class="compare-price">
        {price ? (
          <Amount amount={describeAmount(price, view)} isGlowing={glowing.has(priceKey(plan, price))} />
        ) : (
          <span class="amount">{contact === undefined ? words.free : words.onRequest}</span>
        )}
      </span>
    </th>
  );
}

type PlanFeature = Plan['features'][number];

function FeatureRow({ feature, plans, view }: { feature: PlanFeature; plans: readonly Plan[]; view: View }) {
  const { words, locale } = view;
  const note = words.features[feature.code]?.note;
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {feature.name[locale]}
        {note && <span class="compare-note">{note}</span>}
      </th>
      {plans.map((plan) => {
        const own = plan.features.find(({ code }) => code === feature.code);
        const { text, state } = describeInTable(own, words, locale);
        return (
          <td role="cell" key={plan.code} class={`cell-${state}`}>
            {state === 'in' && <Icon name="check" />}
            {text}
          </td>
        );
      })}
    </tr>
  );
}

function CreditsRow({ plans, view }: { plans: readonly Plan[]; view: View }) {
  const { words, locale } = view;
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {words.compare.credits}
      </th>
      {plans.map((plan) => {
        const text = describeCredits(plan, words, locale);
        return (
          <td role="cell" key={plan.code} class={`cell-${text === undefined ? 'out' : 'number'}`}>
            {text ?? words.compare.notIncluded}
          </td>
        );
      })}
    </tr>
  );
}

function hasLongPrice(plans: readonly Plan[], view: View): boolean {
  return plans.some((plan) => {
    const list = priceListOf(plan, view.currency);
    const price = list && priceFor(list, view.interval);
    return price && describeAmount(price, view).size !== 'usual';
  });
}

/** Each feature once, in the order in which the plans name them, without those that no plan gives. */
function listFeatures(plans: readonly Plan[]): PlanFeature[] {
  const byCode = new Map<string, PlanFeature>();
  for (const feature of plans.flatMap(({ features }) => features)) {
    if (feature.enabled && !byCode.has(feature.code)) byCode.set(feature.code, feature);
  }
  return [...byCode.values()];
}
