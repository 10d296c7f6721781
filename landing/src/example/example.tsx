import { useEffect, useState } from 'preact/hooks';
import type { ExampleWords, Locale } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { Icon } from '../page/icon.tsx';
import { chooseWords } from '../plans/plural.ts';
import { Bar } from './bar.tsx';
import { advance, noon, quotas } from './simulation.ts';

const stepMs = 1_800;

/** The quota view of an example account, which lives unless the visitor wants no motion or has paused it. */
export function Example({ words, locale }: { words: ExampleWords; locale: Locale }) {
  const [day, setDay] = useState(noon);
  const [isPaused, setPaused] = useState(false);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) setPaused(true);
  }, []);
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setDay(advance);
    }, stepMs);
    return () => {
      clearInterval(timer);
    };
  }, [isPaused]);
  const { features, resets } = words;
  const shared = { words, locale };
  return (
    <div class="example">
      <p class="example-head">
        <strong>{words.plan}</strong>
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
      <p class="for-readers">{words.summary}</p>
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
