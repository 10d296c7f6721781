import type { Closing } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { overviewQuery } from '../../../../api/metering.ts';
import { useMe } from '../../../../api/use-session.ts';
import { formatNumber } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';
import { useUntilText } from '../../../../lib/language/until-text.ts';
import { paths } from '../../../../paths.ts';
import styles from './closing-effects.module.css';

/** What would go and what would stay, with its numbers; and what stands in the way. */
export function ClosingEffects({ closing }: { closing: Closing }) {
  const { t } = useTranslation('profile');
  const { blockedBy, orders } = closing;
  return (
    <div className={styles['effects']}>
      {blockedBy !== null && <Blocked blockedBy={blockedBy} />}
      <section>
        <h3>{t('closing.goes')}</h3>
        <Goes closing={closing} />
      </section>
      <section>
        <h3>{t('closing.stays')}</h3>
        <ul>
          {orders > 0 && <li>{t('closing.orders', { count: orders })}</li>}
          <li>{t('closing.records')}</li>
        </ul>
      </section>
      <p className="quiet">{t('closing.again')}</p>
    </div>
  );
}

function Goes({ closing }: { closing: Closing }) {
  const { t } = useTranslation('profile');
  const { credits, plan, holds, sessions, apiKeys } = closing;
  return (
    <ul>
      <li>{t('closing.name')}</li>
      {plan && (
        <li>
          <PlanText plan={plan} />
        </li>
      )}
      {credits > 0 && <li>{t('closing.credits', { count: credits, amount: formatNumber(credits) })}</li>}
      {holds > 0 && <li>{t('closing.holds', { count: holds })}</li>}
      <li>{t('closing.sessions', { count: sessions })}</li>
      {apiKeys > 0 && <li>{t('closing.apiKeys', { count: apiKeys })}</li>}
    </ul>
  );
}

/** With its end, where it was bought: what was paid for is lost. */
function PlanText({ plan: { name, isBought, paidUntil } }: { plan: NonNullable<Closing['plan']> }) {
  const { t, i18n } = useTranslation('profile');
  const { timeZone } = useMe().account;
  const untilText = useUntilText();
  const bought = useQuery({ ...overviewQuery, select: ({ subscription }) => subscription?.bought }).data;
  const plan = inLanguage(bought?.name ?? name, i18n.language);
  if (!isBought) return t('closing.plan', { plan });
  return t('closing.planUntil', {
    plan,
    until: untilText(bought ?? { endsAt: paidUntil, next: [] }, timeZone),
  });
}

function Blocked({ blockedBy }: { blockedBy: NonNullable<Closing['blockedBy']> }) {
  const { t } = useTranslation('profile');
  return (
    <Alert
      type="warning"
      showIcon
      title={t(`closing.blocked.${blockedBy}`)}
      action={blockedBy === 'order_under_way' && <Link to={paths.orders}>{t('closing.toOrders')}</Link>}
    />
  );
}
