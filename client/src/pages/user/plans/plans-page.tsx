import { columnsFor, type CardView } from '@meterstone/landing/plan-card';
import '@meterstone/landing/plan-cards.css';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { useQuery } from '@tanstack/react-query';
import { Alert, Segmented, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useMe } from '../../../api/use-session.ts';
import { useOfferView } from '../../../features/catalog/offer/use-offer-view.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { PlanCard } from './plan-card.tsx';
import styles from './plans-page.module.css';

/** What there is to choose from. The landing page's choice arrives here, as `?plan=pro&interval=year&currency=USD`. */
export function PlansPage() {
  const { t } = useTranslation('session');
  const plans = useQuery(plansQuery);
  return (
    <Page title={t('choose.title')} intro={t('choose.intro')}>
      <QueryView query={plans} skeleton={<PlansSkeleton />}>
        {(offered) => (offered.length > 0 ? <Offer plans={offered} /> : <Notice title={t('choose.none')} />)}
      </QueryView>
    </Page>
  );
}

function Offer({ plans }: { plans: Plan[] }) {
  const [query] = useSearchParams();
  const overview = useQuery(overviewQuery).data;
  const bought = overview?.subscription?.bought ?? null;
  const offer = useOfferView(plans, bought);
  const present = overview?.plan?.code ?? null;
  const newer = overview?.plan?.newer ?? null;
  const code = query.get('plan');
  const own = present === null || plans.some((plan) => plan.code === present) ? null : overview?.plan;
  return (
    <>
      {own && <OwnPlan name={own.name} bought={bought?.isInForce ? bought : null} />}
      {code !== null && (
        <div role="status" className={styles['choice']}>
          <Choice plan={plans.find((known) => known.code === code)} isPresent={code === present} />
        </div>
      )}
      <Switches {...offer} />
      <ul className={`plans plans-${columnsFor(plans.length)} ${styles['offer']}`}>
        {plans.map((plan) => (
          <PlanCard
            key={plan.id}
            plan={plan.code === present && newer ? newer.held : plan}
            newer={plan.code === present && newer ? { ...newer, offered: plan } : undefined}
            view={offer.view}
            isPresent={plan.code === present}
            bought={bought}
            givenAt={overview?.planGivenAt ?? null}
            isChosen={plan.code === code}
          />
        ))}
      </ul>
      <p className="quiet">{offer.view.words.tax}</p>
    </>
  );
}

function Switches({ view, currencies, sellsYears, saving, change }: ReturnType<typeof useOfferView>) {
  const { words, interval, currency } = view;
  return (
    <div className={styles['switches']}>
      {currencies.length > 1 && currency !== undefined && (
        // Its choices take the focus; Ant Design would stop at their frame, too.
        <Segmented
          tabIndex={-1}
          aria-label={words.currencies}
          value={currency}
          options={currencies}
          onChange={(chosen) => change({ currency: chosen })}
        />
      )}
      {sellsYears && (
        <Segmented
          tabIndex={-1}
          aria-label={words.intervals.label}
          value={interval}
          options={[
            { value: 'month', label: words.intervals.month },
            {
              value: 'year',
              label: (
                <>
                  {words.intervals.year} <span className={styles['saving']}>{saving}</span>
                </>
              ),
            },
          ]}
          onChange={(chosen: CardView['interval']) => change({ interval: chosen })}
        />
      )}
    </div>
  );
}

/** Of a plan that one has and nobody can choose now: it was archived, or made for few. */
function OwnPlan({ name, bought }: { name: Record<string, string>; bought: BoughtPlan | null }) {
  const { t, i18n } = useTranslation('session');
  const { timeZone } = useMe().account;
  const untilText = useUntilText();
  return (
    <div className={styles['choice']}>
      <Alert
        type="info"
        showIcon
        title={t('choose.ownTitle', { plan: inLanguage(name, i18n.language) })}
        description={
          <>
            {bought && t('choose.ownPaid', { until: untilText(bought, timeZone) })} {t('choose.ownText')}{' '}
            <Link to={paths.overview}>{t('choose.toOverview')}</Link>
          </>
        }
      />
    </div>
  );
}

/** What comes of the choice; what has a price is bought by the button of its card. */
function Choice({ plan, isPresent }: { plan: Plan | undefined; isPresent: boolean }) {
  const { t, i18n } = useTranslation('session');
  const { email } = useMe().user;
  if (!plan) return <Alert type="warning" showIcon title={t('choose.gone')} />;
  const name = inLanguage(plan.name, i18n.language);
  return (
    <Alert
      type="info"
      showIcon
      title={t('choose.chosenTitle', { plan: name })}
      description={
        <p className={styles['message']}>
          {isPresent && t('choose.isYoursText')}
          {!isPresent && plan.sales === 'free' && (
            <WithSupport text={t('choose.chosenText', { plan: name, email })} />
          )}
          {!isPresent && plan.sales === 'on_request' && t('choose.onRequestText', { plan: name })}{' '}
          <Link to={paths.overview}>{t('choose.toOverview')}</Link>
        </p>
      }
    />
  );
}

function PlansSkeleton() {
  return (
    <div className="plans plans-4">
      {[0, 1, 2, 3].map((card) => (
        <div key={card} className={`plan ${styles['skeleton']}`}>
          <Skeleton active paragraph={{ rows: 7 }} />
        </div>
      ))}
    </div>
  );
}
