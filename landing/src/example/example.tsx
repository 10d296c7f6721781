import type { Plan } from '@meterstone/server/contract/catalog';
import { useEffect, useState } from 'preact/hooks';
import type { ExampleWords, Locale } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { formatCount } from '../content/numbers.ts';
import { Icon } from '../page/icon.tsx';
import type { PlanFeed } from '../plans/plan-feed.ts';
import { chooseWords } from '../plans/plural.ts';
import { usePlanState } from '../plans/use-plan-state.ts';
import { Bar } from './bar.tsx';
import { examplePlan } from './example-plan.ts';
import { advance, noonOf, type Quotas } from './simulation.ts';

const stepMs = 1_800;

interface ExampleProps {
  words: ExampleWords;
  locale: Locale;
  /** Those on sale, one of which the account is on. */
  plans: readonly Plan[] | undefined;
}

/** The example of an open page: on a plan as the feed knows it. */
export function LiveExample({ feed, ...props }: Omit<ExampleProps, 'plans'> & { feed: PlanFeed }) {
  return <Example {...props} plans={usePlanState(feed).plans} />;
}

/** The quota view of an example account, which lives unless the visitor wants no motion or has paused it. */
export function Example({ words, locale, plans }: ExampleProps) {
  const { name, quotas } = examplePlan(plans);
  const key = Object.values(quotas).join(' ');
  // Another plan is another account.
  return (
    <Account key={key} words={words} locale={locale} name={name?.[locale] ?? words.plan} quotas={quotas} />
  );
}

interface AccountProps {
  words: ExampleWords;
  locale: Locale;
  name: string;
  quotas: Quotas;
}

function Account({ words, locale, name, quotas }: AccountProps) {
  const [day, setDay] = useState(() => noonOf(quotas));
  const [isPaused, setPaused] = useState(false);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) setPaused(true);
  }, []);
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setDay((before) => advance(before, quotas));
    }, stepMs);
    return () => {
      clearInterval(timer);
    };
  }, [isPaused, quotas]);
  const { features, resets } = words;
  const shared = { words, locale };
  return (
    <div class="example">
      <p class="example-head">
        <strong>{name}</strong>
        <span class="quiet">{words.title}</span>
        <button
          type="button"
          class="icon-button needs-script"
          aria-label={isPaused ? words.play : words.pause}
          title={isPaused ? words.play : words.pause}
          onClick={() => {
            setPaused(!isPaused);
          }}
        >
          <Icon name={isPaused ? 'play' : 'pause'} />
        </button>
      </p>
      <p class="for-readers">
        {fill(words.summary, {
          articles: formatCount(quotas.articles, locale),
          publications: formatCount(quotas.publications, locale),
          tokens: formatCount(quotas.tokens, locale),
        })}
      </p>
      <div class="example-bars" aria-hidden="true">
        <svg class="for-readers" width="0" height="0">
          <pattern
            id="hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class="hatch-stripe" width="2" height="6" />
          </pattern>
        </svg>
        <Bar
          {...shared}
          name={features.articles}
          resets={resets.midnight}
          used={day.used}
          reserved={day.reserved}
          quota={quotas.articles}
        />
        <Bar
          {...shared}
          name={features.publications}
          resets={resets.midnight}
          used={day.published}
          quota={quotas.publications}
        />
        <Bar
          {...shared}
          name={features.tokens}
          resets={fill(chooseWords(resets.inDays, day.daysLeft, locale), { days: day.daysLeft })}
          used={day.tokens}
          quota={quotas.tokens}
        />
      </div>
    </div>
  );
}
