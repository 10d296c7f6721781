import { longAmount } from '@meterstone/landing/numbers';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import { ofQuota, usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { lazy, memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, formatShort } from '../../../lib/language/format.ts';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import { levelOf, LevelTag } from '../../../ui/quotas/level.tsx';
import { QuotaBar } from '../../../ui/quotas/quota-bar.tsx';
import { Filled, gap } from '../../../ui/texts/filled.tsx';
import { overOf } from './over.ts';
import { PaceNote } from './pace-note.tsx';
import styles from './quota-row.module.css';
import { ResetAt, ResetsIn } from './reset-time.tsx';
import { WhyLink } from './why-link.tsx';

// Few have nothing left of a quota: the first screen does without what is asked then.
const UsedUpTag = lazy(async () => ({ default: (await import('./used-up.tsx')).UsedUpTag }));
const UsedUpNote = lazy(async () => ({ default: (await import('./used-up.tsx')).UsedUpNote }));
// Nor has anybody but a few a quota of their own.
const OwnNote = lazy(async () => ({ default: (await import('../entitlements/own-note.tsx')).OwnNote }));

interface QuotaRowProps {
  name: string;
  quota: Quota;
  /** What takes the place of the plan's quota. */
  override: QuotaOverview['overrides'][number] | undefined;
  /** Where the receipt of the number is. */
  whyTo: string;
}

/** A limited quota: how much is used, in use and left, until when. Renders anew only when its own numbers move. */
export const QuotaRow = memo(function QuotaRow({ name, quota, override, whyTo }: QuotaRowProps) {
  const percent = usedPercentOf(quota) ?? 0;
  const isFull = quota.remaining === 0;
  const counted = ofQuota(quota);
  const shown = formatPercent(percent);
  const level = levelOf(percent);
  // Calm until that is known, as its tag is: those who pay would be alarmed for a moment.
  const [isRefused, setRefused] = useState(false);
  return (
    <li className={styles['row']}>
      <h2 className={styles['name']}>
        {name}{' '}
        {isFull ? (
          <LoadedLater>
            <UsedUpTag quota={quota} onRefused={setRefused} />
          </LoadedLater>
        ) : (
          <LevelTag level={level} />
        )}
      </h2>
      <div className={styles['bar']}>
        <QuotaBar
          name={name}
          used={counted.used}
          reserved={counted.reserved}
          quota={quota.quota}
          isCalm={!isRefused}
        />
      </div>
      <div className={`${styles['percent']} number`} data-level={level}>
        {shown}
      </div>
      <div className={styles['resetsIn']}>
        <ResetsIn quota={quota} />
      </div>
      <div className={`${styles['resetAt']} number`}>
        <ResetAt quota={quota} />
      </div>
      <div className={styles['amounts']}>
        <Amounts quota={quota} />
        {override && (
          <LoadedLater>
            <OwnNote override={override} timeZone={quota.timeZone} />
          </LoadedLater>
        )}
        {isFull ? (
          <LoadedLater>
            <UsedUpNote quota={quota} />
          </LoadedLater>
        ) : (
          <PaceNote quota={quota} />
        )}
      </div>
      <div className={styles['why']}>
        <WhyLink to={whyTo} name={name} />
      </div>
    </li>
  );
});

/** `72 used · 10 in use · 18 left of 100`, what is over a quota that was lowered, and what credits pay beyond. */
function Amounts({ quota: state }: { quota: Quota }) {
  const { used, reserved, remaining, quota, overage } = state;
  const over = overOf(state);
  // All in short, or all in full.
  const format = quota < longAmount ? formatNumber : formatShort;
  return (
    <span className="number">
      <Part text="used" amount={used} format={format} />
      {' · '}
      {reserved > 0 && (
        <>
          <Part text="inUse" amount={reserved} format={format} />
          {' · '}
        </>
      )}
      <Part text="left" amount={remaining} quota={quota} format={format} />
      {over > 0 && (
        <>
          {' · '}
          <Part text="over" amount={over} format={format} />
        </>
      )}
      {overage && (
        <>
          {' · '}
          <Part text="paid" amount={overage.units} format={format} />
        </>
      )}
    </span>
  );
}

interface PartProps {
  text: 'used' | 'inUse' | 'left' | 'over' | 'paid';
  amount: number;
  quota?: number;
  /** Of all amounts in the line, which are told alike. */
  format: (amount: number) => string;
}

/** What is long is told in short, and in full on hover. */
function Part({ text, amount, quota = 0, format }: PartProps) {
  const { t } = useTranslation('usage');
  return (
    <Filled
      text={t(`amounts.${text}`, { amount: gap('amount'), quota: gap('quota') })}
      parts={{
        amount: <b title={formatNumber(amount)}>{format(amount)}</b>,
        quota: <span title={formatNumber(quota)}>{format(quota)}</span>,
      }}
    />
  );
}
