import type { QuotaExplanation } from '@meterstone/server/contract/metering/states';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatDate, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths, recordsPath } from '../../../paths.ts';
import { addressPeriod } from '../records/record-filter.ts';
import { overOf } from '../states/over.ts';
import styles from './receipt.module.css';

const minus = '−';

/** Plan, override and what credits paid, less what is used and in use, make what is left: lines lead to their rows. */
export function Receipt({ explanation }: { explanation: QuotaExplanation }) {
  const { t } = useTranslation('usage');
  const { t: tCommon } = useTranslation();
  const { quota, used, reserved, remaining } = explanation;
  const amount = (value: number) => (value === -1 ? tCommon('quota.unlimited') : formatNumber(value));
  // From a quota without an end nothing is taken away.
  const taken = (value: number) => (quota.unlimited || value === 0 ? '' : minus) + formatNumber(value);
  const { overage } = quota;
  const over = overOf(quota);
  return (
    <table className={styles['receipt']}>
      <caption className="only-for-screen-readers">{t('receipt.caption')}</caption>
      <tbody>
        <GrantLines explanation={explanation} amount={amount} />
        {overage && (
          <Line
            label={<Link to={paths.credits}>{t('receipt.paid')}</Link>}
            note={t('receipt.paidCredits', {
              count: overage.credits,
              credits: formatNumber(overage.credits),
            })}
            amount={signed(overage.units)}
          />
        )}
        <Line
          label={<RecordsLink explanation={explanation}>{tCommon('quota.used')}</RecordsLink>}
          amount={taken(used.amount)}
        />
        <UsedParts explanation={explanation} />
        <Line
          label={tCommon('quota.inUse')}
          note={reserved.reservations > 0 && t('receipt.reservations', { count: reserved.reservations })}
          amount={taken(reserved.amount)}
        />
        {over > 0 && (
          <Line isSum label={t('receipt.over')} note={t('receipt.overWhy')} amount={signed(-over)} />
        )}
        <Line isTotal label={tCommon('quota.left')} amount={amount(remaining)} />
      </tbody>
    </table>
  );
}

interface GrantProps {
  explanation: QuotaExplanation;
  amount: (value: number) => string;
}

function GrantLines({ explanation: { plan, override, quota }, amount }: GrantProps) {
  const { t, i18n } = useTranslation('usage');
  return (
    <>
      <Line
        label={
          plan ? (
            <Link to={paths.plans}>{t('receipt.plan', { plan: inLanguage(plan.name, i18n.language) })}</Link>
          ) : (
            t('noPlan')
          )
        }
        note={plan ? t('receipt.version', { version: plan.version }) : t('receipt.notInPlan')}
        amount={amount(plan?.quota ?? 0)}
      />
      {override && (
        <>
          <Line
            label={t(`receipt.${overrideLabel(override.difference)}`)}
            note={
              override.expiresAt !== null &&
              t('receipt.until', { date: formatDate(override.expiresAt, quota.timeZone) })
            }
            amount={override.difference === null ? amount(override.quota) : signed(override.difference)}
          />
          <Line isSum label={t('receipt.quota')} amount={amount(quota.quota)} />
        </>
      )}
    </>
  );
}

/** A smaller quota is nothing that was granted. */
function overrideLabel(difference: number | null): 'override' | 'overrideInstead' | 'overrideLowered' {
  if (difference === null) return 'overrideInstead';
  return difference < 0 ? 'overrideLowered' : 'override';
}

/** Of what `used` is the sum, where it is more than uses. */
function UsedParts({ explanation }: { explanation: QuotaExplanation }) {
  const { t } = useTranslation('usage');
  const parts = explanation.used.parts.filter(({ amount, records }) => amount !== 0 || records > 0);
  if (parts.length === 0 || (parts.length === 1 && parts[0]?.kind === 'use')) return null;
  return parts.map(({ kind, amount, records }) => {
    const label = t(`part.${kind}`);
    return (
      <Line
        key={kind}
        isPart
        label={
          kind === 'carried' ? (
            label
          ) : (
            <RecordsLink explanation={explanation} kind={kind}>
              {label}
            </RecordsLink>
          )
        }
        note={kind !== 'carried' && t('receipt.records', { count: records, shown: formatNumber(records) })}
        amount={kind === 'use' || kind === 'carried' ? formatNumber(amount) : signed(amount)}
      />
    );
  });
}

interface RecordsLinkProps {
  explanation: QuotaExplanation;
  kind?: 'use' | 'void' | 'reset';
  children: ReactNode;
}

/** The records that the counter of this period is made of. */
function RecordsLink({ explanation: { quota, period }, kind, children }: RecordsLinkProps) {
  if (!period) return children;
  const to = recordsPath({
    feature: quota.featureCode,
    ...addressPeriod(period, quota.timeZone),
    late: 'false',
    ...(kind && { kind }),
  });
  return <Link to={to}>{children}</Link>;
}

interface LineProps {
  label: ReactNode;
  note?: ReactNode;
  amount: string;
  isPart?: boolean;
  isSum?: boolean;
  isTotal?: boolean;
}

function Line({ label, note, amount, isPart = false, isSum = false, isTotal = false }: LineProps) {
  return (
    <tr data-part={isPart} data-sum={isSum} data-total={isTotal}>
      <th scope="row">
        {label}
        {note !== undefined && note !== false && <div className={styles['note']}>{note}</div>}
      </th>
      <td className="number">{amount}</td>
    </tr>
  );
}

function signed(value: number): string {
  return (value < 0 ? minus : '+') + formatNumber(Math.abs(value));
}
