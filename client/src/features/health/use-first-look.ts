import type { HealthReport } from '@meterstone/server/contract/health';
import { useEffect, useRef } from 'react';
import { startHealthRun } from '../../api/health.ts';

/**
 * Where nobody has looked at all accounts yet, whoever opens the page has it done: they would find no answer before
 * the night. What comes of it the report tells; one that can't begin, or fails, is left to the button.
 */
export function useFirstLook(report: HealthReport | undefined): void {
  const isUntouched = report?.lastFull === null && report.underWay === null;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!isUntouched || hasBegun.current) return;
    hasBegun.current = true;
    startHealthRun().catch(() => undefined);
  }, [isUntouched]);
}
