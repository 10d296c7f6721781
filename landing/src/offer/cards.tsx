import type { Plan } from '@meterstone/server/contract/catalog';
import { columnsFor } from '../plans/card-text.ts';
import { Card } from './card.tsx';
import type { View } from './view.ts';

interface CardsProps {
  plans: readonly Plan[] | undefined;
  isAway: boolean;
  view: View;
}

/** The plans side by side; before there are any, their outlines. */
export function Cards({ plans, isAway, view }: CardsProps) {
  if (!plans) return isAway ? null : <Skeleton loading={view.words.loading} />;
  if (plans.length === 0) return <p class="empty">{view.words.none}</p>;
  return (
    <ul class={`plans plans-${columnsFor(plans.length)}`}>
      {plans.map((plan) => (
        <Card key={plan.code} plan={plan} view={view} />
      ))}
    </ul>
  );
}

function Skeleton({ loading }: { loading: string }) {
  return (
    <div class="skeleton needs-script">
      <p class="for-readers">{loading}</p>
      <div class="plans plans-4" aria-hidden="true">
        {[0, 1, 2, 3].map((index) => (
          <div key={index} class="plan">
            <p class="plan-name">
              <span class="bone bone-name" />
            </p>
            <p class="plan-for">
              <span class="bone bone-text" />
            </p>
            <p class="plan-price">
              <span class="bone bone-price" />
            </p>
            <p class="plan-billing">
              <span class="bone bone-short" />
            </p>
            <div class="plan-action">
              <span class="bone bone-button" />
            </div>
            <div class="plan-features">
              {[0, 1, 2, 3, 4, 5].map((line) => (
                <p key={line}>
                  <span class="bone bone-text" />
                </p>
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
