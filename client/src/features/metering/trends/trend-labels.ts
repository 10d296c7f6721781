import type { Granularity } from '@meterstone/server/contract/http';
import {
  formatDay,
  formatDayTime,
  formatMonth,
  formatOffset,
  formatTime,
} from '../../../lib/language/format.ts';

interface Steps {
  granularity: Granularity;
  steps: number;
  timeZone: string;
}

/**
 * What stands below the bars. When clocks change an hour of the clock may come twice: such have their UTC offset, too.
 */
export function labelsOf(instants: readonly string[], of: Steps): string[] {
  const labels = instants.map((at) => labelOf(at, of.granularity, of.steps, of.timeZone));
  const times = Map.groupBy(labels, (label) => label);
  return instants.map((at, index) => {
    const label = labels[index] ?? '';
    return (times.get(label)?.length ?? 0) > 1 ? `${label} ${formatOffset(at, of.timeZone)}` : label;
  });
}

/** What stands below a bar: as little as tells it from its neighbours. */
export function labelOf(at: string, granularity: Granularity, steps: number, timeZone: string): string {
  switch (granularity) {
    case 'hour':
      return steps > 24 ? formatDayTime(at, timeZone) : formatTime(at, timeZone);
    case 'day':
      return formatDay(at, timeZone);
    case 'month':
      return formatMonth(at, timeZone);
  }
}
