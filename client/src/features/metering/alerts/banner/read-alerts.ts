import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { markAlertsRead } from '../../../../api/metering.ts';
import { stored, type Stored } from '../../../../lib/browser/stored.ts';

/** The server knows no alert of it: that credits have run out is read in this browser. */
const runOut = 'run-out';

/** That credits no longer pay beyond a quota, as an alert that comes now. */
export function alertOfRunOut(accountId: string, { featureCode, periodStart, used, quota }: Quota): Alert {
  return {
    id: [runOut, accountId, featureCode, periodStart].join(' '),
    accountId,
    featureCode,
    threshold: 100,
    level: 'exhausted',
    used,
    quota,
    periodStart: periodStart ?? '',
    createdAt: new Date().toISOString(),
    sentAt: null,
    readAt: null,
  };
}

const seen = new Map<string, Stored>();

/** In which period its owner has read that credits no longer pay. */
export function seenRunOut(accountId: string, featureCode: string): Stored {
  const name = [runOut, accountId, featureCode].join('.');
  const known = seen.get(name) ?? stored(name);
  seen.set(name, known);
  return known;
}

/** Marks these as read, whoever knows of them. */
export async function readAlerts(ids: readonly string[]): Promise<void> {
  const known: string[] = [];
  for (const id of ids) {
    const [kind, accountId = '', featureCode = '', periodStart = ''] = id.split(' ');
    if (kind === runOut) seenRunOut(accountId, featureCode).write(periodStart);
    else known.push(id);
  }
  if (known.length > 0) await markAlertsRead(known);
}
