import { markAlertsRead } from '../../../../api/metering.ts';
import { stored, type Stored } from '../../../../lib/browser/stored.ts';

/**
 * How the ids begin of alerts that the server knows nothing of: that credits have run out is read in this browser.
 */
export const runOut = 'run-out';

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
