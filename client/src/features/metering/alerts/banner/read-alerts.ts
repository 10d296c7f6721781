import { markAlertsRead } from '../../../../api/metering.ts';

/** Marks these as read, whoever knows of them: the server knows nothing of credits that have run out (ran-out.tsx). */
export async function readAlerts(ids: readonly string[]): Promise<void> {
  const known = ids.filter((id) => !id.includes(' '));
  const own = ids.find((id) => id.includes(' '));
  if (own !== undefined) (await import('./ran-out.tsx')).readRunOut(own);
  if (known.length > 0) await markAlertsRead(known);
}
