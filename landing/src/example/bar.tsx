import type { ExampleWords, Locale } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { formatPercent, formatShort } from '../content/numbers.ts';
import { Icon } from '../page/icon.tsx';
import { levelOf } from './simulation.ts';

interface BarProps {
  name: string;
  resets: string;
  used: number;
  reserved?: number;
  quota: number;
  words: ExampleWords;
  locale: Locale;
}

/** One quota as the user center shows it: used, in use, left, and how near the limit. */
export function Bar({ name, resets, used, reserved = 0, quota, words, locale }: BarProps) {
  const percent = (used * 100) / quota;
  const level = levelOf(percent);
  const counts = {
    used: formatShort(used, locale),
    reserved: formatShort(reserved, locale),
    left: formatShort(quota - used - reserved, locale),
    quota: formatShort(quota, locale),
  };
  return (
    <div class={`bar bar-${level}`}>
      <p class="bar-head">
        <span class="bar-name">{name}</span>
        <span class="bar-level">
          {level !== 'normal' && <Icon name="warning" />}
          {words.levels[level]}
        </span>
        <span class="bar-resets">{resets}</span>
      </p>
      <div class="bar-line">
        <svg class="bar-track" width="100%" height="8">
          <rect class="bar-reserved" width={`${(used + reserved) * (100 / quota)}%`} height="8" />
          <rect
            class="bar-hatch"
            width={`${(used + reserved) * (100 / quota)}%`}
            height="8"
            fill="url(#hatch)"
          />
          <rect class="bar-used" width={`${used * (100 / quota)}%`} height="8" />
        </svg>
        <span class="bar-percent">{formatPercent(percent, locale)}</span>
      </div>
      <p class="bar-counts">{fill(reserved > 0 ? words.countWithReserved : words.count, counts)}</p>
    </div>
  );
}
