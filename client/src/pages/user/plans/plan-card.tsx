import { CheckCircleFilled, CheckOutlined, MinusOutlined } from '@ant-design/icons';
import type { Plan, PlanFeature } from '@meterstone/server/contract/catalog';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useMe } from '../../../api/use-session.ts';
import { currencyOf, usualCurrency } from '../../../lib/language/currency.ts';
import { formatCount, formatDate, formatMoney } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { checkoutPath } from '../../../paths.ts';
import cards from '../../../ui/page/cards.module.css';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';
import styles from './plans-page.module.css';

interface PlanCardProps {
  plan: Plan;
  isPresent: boolean;
  /** Until when a plan that was bought runs: until then no other one can be. */
  paidUntil: string | null;
  isChosen: boolean;
  currency: string | null;
  interval: string | null;
}

/** A plan: its prices, what it gives, and whether one has it. */
export function PlanCard({ plan, isPresent, paidUntil, isChosen, currency, interval }: PlanCardProps) {
  const { t, i18n } = useTranslation('session');
  const { timeZone } = useMe().account;
  const [, setQuery] = useSearchParams();
  const name = inLanguage(plan.name, i18n.language);
  // In one currency: the one that was asked for, or the usual one where the reader lives.
  const shown = currencyOf(plan.prices, [currency, usualCurrency(i18n.language)]);
  const prices = plan.prices.filter((known) => known.currency === shown);
  const price = prices.find((known) => known.interval === interval) ?? prices[0];
  return (
    <li className={cards['card']} data-chosen={isChosen}>
      <div className={styles['head']}>
        <h2 className={cards['name']}>{name}</h2>
        {isPresent && (
          <span className={styles['present']}>
            <CheckCircleFilled aria-hidden /> {t('choose.yours')}
          </span>
        )}
      </div>
      <p className="quiet">{inLanguage(plan.description, i18n.language)}</p>
      <Prices prices={prices} first={price} />
      <ul className={`${cards['given']} ${styles['features']}`}>
        {plan.features.map((feature) => (
          <li key={feature.code}>
            <FeatureLine feature={feature} />
          </li>
        ))}
        {plan.credits && (
          <li>
            <CreditsLine credits={plan.credits} />
          </li>
        )}
      </ul>
      {!isPresent && price && paidUntil !== null && (
        <p className="quiet">{t('choose.afterwards', { date: formatDate(paidUntil, timeZone) })}</p>
      )}
      {!isPresent && price && paidUntil === null && (
        <LinkButton
          isPrimary={isChosen}
          to={checkoutPath({ plan: plan.code, interval: price.interval, currency: price.currency })}
        >
          {t('choose.choose', { plan: name })}
        </LinkButton>
      )}
      {!isPresent && !price && (
        <Button
          block
          type={isChosen ? 'primary' : 'default'}
          aria-pressed={isChosen}
          onClick={() => setQuery((before) => withQuery(before, { plan: plan.code }))}
        >
          {t('choose.choose', { plan: name })}
        </Button>
      )}
    </li>
  );
}

function Prices({ prices, first }: { prices: Plan['prices']; first: Plan['prices'][number] | undefined }) {
  const { t } = useTranslation('session');
  if (prices.length === 0) return <p className={cards['price']}>{t('choose.free')}</p>;
  return (
    <div>
      {prices
        .toSorted((a, b) => Number(b === first) - Number(a === first))
        .map((price) => (
          <p key={price.id} className={`${price === first ? cards['price'] : styles['otherPrice']} number`}>
            {formatMoney(price.amountMinor, price.currency)}{' '}
            <span className={styles['interval']}>{t(`choose.per.${price.interval}`)}</span>
          </p>
        ))}
    </div>
  );
}

function FeatureLine({ feature }: { feature: PlanFeature }) {
  const { name, unit, kind, enabled, quota, resetPeriod, overageRate } = feature;
  const { t, i18n } = useTranslation();
  const { t: tChoose } = useTranslation('session');
  const overageText = useOverageText();
  const period = resetPeriod ?? 'never';
  const Icon = enabled ? CheckOutlined : MinusOutlined;
  return (
    <>
      <span className={enabled ? '' : 'quiet'}>
        <Icon aria-hidden className={styles[enabled ? 'on' : 'off'] ?? ''} />{' '}
        {inLanguage(name, i18n.language)}
      </span>{' '}
      {!enabled && <span className="only-for-screen-readers">{t('quota.notIncluded')}</span>}
      {enabled && kind === 'metered' && (
        <span className={`${styles['amount']} number`}>
          {quota === -1
            ? t('quota.unlimited')
            : tChoose(`choose.quota.${period}`, { amount: formatCount(quota ?? 0) })}
        </span>
      )}{' '}
      {enabled && overageRate && (
        <span className={`${styles['beyond']} number`}>{overageText(overageRate, unit)}</span>
      )}
    </>
  );
}

/** What the plan includes of credits. */
function CreditsLine({ credits: { amount, interval } }: { credits: NonNullable<Plan['credits']> }) {
  const { t } = useTranslation('session');
  const { t: tCommon } = useTranslation();
  return (
    <>
      <span>
        <CheckOutlined aria-hidden className={styles['on'] ?? ''} /> {tCommon('nav.credits')}
      </span>{' '}
      <span className={`${styles['amount']} number`}>
        {t(`choose.credits.${interval}`, { amount: formatCount(amount) })}
      </span>
    </>
  );
}
