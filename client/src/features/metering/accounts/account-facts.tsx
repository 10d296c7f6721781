import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { planListQuery } from '../../../api/catalog.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { formatDate, zonePlace } from '../../../lib/language/format.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { paths } from '../../../paths.ts';
import { CopyButton } from '../../../ui/texts/copy-button.tsx';
import { Fact, Facts } from '../../../ui/texts/facts.tsx';
import { DateTime, Day } from '../../../ui/texts/times.tsx';

/** Who the account is, and what it is on. */
export function AccountFacts({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const { id, email, externalId, timeZone, createdAt, closedAt, subscription } = account;
  return (
    <Facts>
      {closedAt !== null && (
        <Fact name={t('facts.state')}>
          <Tag>{t('state.closed')}</Tag> <DateTime at={closedAt} timeZone={timeZone} />
        </Fact>
      )}
      <Fact name={t('columns.plan')}>
        <PlanLink planCode={account.planCode} />
        <OlderVersion planVersion={account.planVersion} timeZone={timeZone} />
      </Fact>
      {subscription && (
        <Fact name={t('facts.period')}>
          <span className="number">
            {formatDate(subscription.currentPeriodStart, timeZone)} –{' '}
            {formatDate(subscription.currentPeriodEnd, timeZone)}
          </span>
        </Fact>
      )}
      {subscription?.bought && (
        <Fact name={t('facts.paid')}>
          <Paid bought={subscription.bought} timeZone={timeZone} />
        </Fact>
      )}
      {email !== null && (
        <Fact name={t('columns.email')}>
          {email} <CopyButton text={email} />
        </Fact>
      )}
      {externalId !== null && (
        <Fact name={t('columns.externalId')}>
          {externalId} <CopyButton text={externalId} />
        </Fact>
      )}
      {/* What the API and a CSV file of credits call the account. */}
      <Fact name={t('facts.id')}>
        {id} <CopyButton text={id} />
      </Fact>
      <Fact name={t('facts.timeZone')}>
        <span title={timeZone}>{zonePlace(timeZone)}</span>
      </Fact>
      <Fact name={t('columns.created')}>
        <Day at={createdAt} timeZone={timeZone} />
      </Fact>
    </Facts>
  );
}

/** What was paid for and until when, also where another plan has taken its place; and its order. */
function Paid({ bought, timeZone }: { bought: BoughtPlan; timeZone: string }) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const untilText = useUntilText();
  const { planCode, isInForce, orderId } = bought;
  const paid = t('facts.paidUntil', { plan: planName(planCode), until: untilText(bought, timeZone) });
  return (
    <>
      {isInForce ? paid : t('facts.paidInstead', { paid })}
      {orderId !== null && (
        <>
          {' · '}
          <Link to={paths.admin.order(orderId)}>{t('facts.order')}</Link>
        </>
      )}
    </>
  );
}

/** `, version 2; version 3 comes on Dec 14`, where there is a newer one. */
function OlderVersion({ planVersion, timeZone }: Pick<AccountDetail, 'planVersion' | 'timeZone'>) {
  const { t } = useTranslation('accounts');
  if (!planVersion?.newer) return null;
  const { version, newer } = planVersion;
  const values = { held: version, newer: newer.version };
  return (
    <span className="quiet">
      {' · '}
      {newer.comesAt === null
        ? t('facts.older', values)
        : t('facts.olderUntil', { ...values, date: formatDate(newer.comesAt, timeZone) })}
    </span>
  );
}

function PlanLink({ planCode }: { planCode: string | null }) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const { data: plans } = useQuery(planListQuery);
  if (planCode === null) return <span className="quiet">{t('noPlan')}</span>;
  const id = plans?.find(({ code }) => code === planCode)?.id;
  return id === undefined ? planName(planCode) : <Link to={paths.admin.plan(id)}>{planName(planCode)}</Link>;
}
