import { useQuery } from '@tanstack/react-query';
import { lazy, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { whenIdle } from '../../../lib/browser/when-idle.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import styles from './credits-glance.module.css';

// Apart, as what packages are weighs more than all that is here.
const WhereSold = lazy(async () => ({ default: (await import('./where-sold.tsx')).WhereSold }));

/**
 * What can be spent, and the way to the rest of it; where there are no credits, only if some are sold, and not to those
 * who pay for each byte.
 */
export function CreditsGlance() {
  const { t } = useTranslation('credits');
  const balance = useQuery({
    ...balanceQuery,
    select: ({ balance: available, held, debt }) => ({ available, isNone: available + held + debt === 0 }),
  }).data;
  const isNone = balance?.isNone ?? false;
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    if (isNone) whenIdle(() => setIdle(true));
  }, [isNone]);
  if (!balance) return null;
  const count = balance.available;
  const link = (
    <span className={styles['glance']}>
      <Link to={paths.credits} className="number">
        {t('glance', { count, amount: formatNumber(count) })}
      </Link>
    </span>
  );
  if (!isNone) return link;
  return (
    isIdle && (
      <LoadedLater>
        <WhereSold>{link}</WhereSold>
      </LoadedLater>
    )
  );
}
