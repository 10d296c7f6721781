import { priceListOf } from '@meterstone/landing/prices';
import { describeSaving, savingOf } from '@meterstone/landing/saving';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useNavigate, useSearchParams } from 'react-router';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { offeredPackagesQuery } from '../../../api/credits/offered.ts';
import { activePackagesQuery, priceListQuery } from '../../../api/credits/own.ts';
import { overviewQuery, planChangeQuery } from '../../../api/metering.ts';
import { unpaidOrdersQuery } from '../../../api/orders/own.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useMe } from '../../../api/use-session.ts';
import { PlanDifference, useDifference } from '../../../features/catalog/offer/plan-difference.tsx';
import { PlanWarnings } from '../../../features/catalog/offer/plan-warnings.tsx';
import { useOfferWords } from '../../../features/catalog/offer/use-offer-words.ts';
import { DebtFirst } from '../../../features/credits/balances/debt-first.tsx';
import { UselessCredits, WhatCreditsBuy } from '../../../features/credits/elastic/what-credits-buy.tsx';
import { PackageFollows } from '../../../features/credits/packages/running/package-follows.tsx';
import { MonthBeforePaying } from '../../../features/metering/entitlements/month-notes.tsx';
import { useOpenOrder } from '../../../features/orders/own/lists/open-order.tsx';
import { Checkout } from '../../../features/payments/checkout/checkout.tsx';
import {
  packageOffer,
  planOffer,
  type Offer,
  type Wanted,
} from '../../../features/payments/checkout/offer.ts';
import { usualCurrency } from '../../../lib/language/currency.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { paths } from '../../../paths.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';

/** Buys what the address names: `?plan=pro&interval=year&currency=USD`, or `?package=starter&currency=USD`. */
export function CheckoutPage() {
  const { t, i18n } = useTranslation('checkout');
  const [query] = useSearchParams();
  const wanted = {
    interval: query.get('interval'),
    currency: query.get('currency'),
    usualCurrency: usualCurrency(i18n.language),
  };
  const code = query.get('package');
  // Asked beside what is to be bought.
  useQuery(unpaidOrdersQuery);
  return (
    <Page
      title={t('title')}
      intro={
        <Link to={code === null ? paths.plans : paths.packages}>
          {t(code === null ? 'wayOut.plans' : 'wayOut.packages')}
        </Link>
      }
    >
      {code === null ? (
        <PlanCheckout code={query.get('plan')} wanted={wanted} />
      ) : (
        <PackageCheckout code={code} wanted={wanted} />
      )}
    </Page>
  );
}

function PlanCheckout({ code, wanted }: { code: string | null; wanted: Wanted }) {
  const { t, i18n } = useTranslation('checkout');
  const { search } = useLocation();
  const plans = useQuery(plansQuery);
  const overview = useQuery(overviewQuery);
  // Nobody pays before the page knows which plan that would end.
  return (
    <QueryView query={overview}>
      {({ plan: present, subscription, features }) => {
        // While one that was bought runs, nothing is sold that could end this one.
        const isReplaced = present && !present.isDefault && subscription?.isBought === false;
        return (
          <QueryView query={plans}>
            {(offered) => {
              const plan = offered.find((known) => known.code === code);
              // What costs nothing is not bought: the plans say how one comes to it.
              if (plan?.prices.length === 0)
                return <Navigate replace to={{ pathname: paths.plans, search }} />;
              if (plan && subscription?.bought) return <StillRuns bought={subscription.bought} />;
              const instead = paths.plans + search;
              if (!plan) return <CheckoutOf offer={undefined} instead={instead} />;
              const free = present?.isDefault ? present : offered.find(({ prices }) => prices.length === 0);
              return (
                <PlanOnSale
                  plan={plan}
                  quotas={features}
                  offer={planOffer(plan, wanted)}
                  after={free ? inLanguage(free.name, i18n.language) : t('freePlan')}
                  replaces={isReplaced ? inLanguage(present.name, i18n.language) : undefined}
                  instead={instead}
                />
              );
            }}
          </QueryView>
        );
      }}
    </QueryView>
  );
}

/** Nor does anybody before it is known what there will be less of. */
function PlanOnSale({
  plan,
  quotas,
  ...rest
}: CheckoutOfProps & { plan: Plan; quotas: QuotaOverview['features'] }) {
  const change = useQuery(planChangeQuery(plan.code));
  const offerWords = useOfferWords();
  return (
    <QueryView query={change}>
      {(known) => (
        <CheckoutOf
          about={
            <>
              <MoreThanNow plan={plan} />
              <MonthBeforePaying plan={plan} />
            </>
          }
          saving={savingText(plan, rest.offer?.price.currency, offerWords)}
          warnings={<PlanWarnings plan={plan} quotas={quotas} change={known} />}
          {...rest}
        />
      )}
    </QueryView>
  );
}

/** What a year of the plan saves: as its card says it. */
function savingText(
  plan: Plan,
  currency: string | undefined,
  { words, locale }: ReturnType<typeof useOfferWords>,
): string | undefined {
  const list = priceListOf(plan, currency);
  const saving = list && savingOf(list);
  return saving && describeSaving(saving, words, locale);
}

/** In the place of what would be refused once somebody has pressed the button. */
function StillRuns({ bought }: { bought: BoughtPlan }) {
  const { t, i18n } = useTranslation('checkout');
  const untilText = useUntilText();
  const { timeZone } = useMe().account;
  const { search } = useLocation();
  return (
    <Notice
      // Where the team gave another plan, that one is in force.
      title={t(bought.isInForce ? 'runs.title' : 'runs.paid', {
        plan: inLanguage(bought.name, i18n.language) || bought.planCode,
      })}
      text={
        <WithSupport
          text={
            bought.until === null
              ? t('runs.forLife')
              : t('runs.until', { until: untilText(bought, timeZone) })
          }
        />
      }
      action={
        <LinkButton isPrimary to={paths.plans + search}>
          {t('wayOut.plans')}
        </LinkButton>
      }
    />
  );
}

/** What it gives more than the plan that one has; of what there will be less is told once, by the warning. */
function MoreThanNow({ plan }: { plan: Plan }) {
  return <PlanDifference lines={useDifference(plan).filter(({ isGain }) => isGain)} />;
}

function PackageCheckout({ code, wanted }: { code: string; wanted: Wanted }) {
  const packages = useQuery(offeredPackagesQuery);
  const elastic = useQuery(elasticQuery);
  const prices = useQuery(priceListQuery);
  const active = useQuery(activePackagesQuery);
  const balance = useQuery(balanceQuery);
  // Nobody pays before the page knows what credits buy, and whether some are owed; where that could not be asked, it
  // says nothing of it.
  if ([elastic, prices, balance].some(({ isPending }) => isPending)) return <BlockSkeleton height={320} />;
  const isUseful = prices.data?.length !== 0 || elastic.data?.some(({ rate }) => rate);
  return (
    <QueryView query={packages}>
      {(offered) => (
        // Nor before it knows whether this one would have to wait.
        <QueryView query={active}>
          {(running) => {
            const found = offered.find((known) => known.code === code);
            const before = found && running.find(({ packageId }) => packageId === found.id);
            return (
              <CheckoutOf
                offer={found && packageOffer(found, wanted, before !== undefined)}
                about={isUseful && <WhatCreditsBuy />}
                warnings={
                  <>
                    {found && before && <PackageFollows item={found} before={before} />}
                    {found && <DebtFirst credits={found.credits} />}
                    <UselessCredits />
                  </>
                }
                instead={paths.packages}
              />
            );
          }}
        </QueryView>
      )}
    </QueryView>
  );
}

interface CheckoutOfProps {
  offer: Offer | undefined;
  /** The plan that ends when it is paid. */
  replaces?: string | undefined;
  /** The plan that comes after one that ends. */
  after?: string;
  /** What a year saves, in words. */
  saving?: string | undefined;
  about?: ReactNode;
  /** What one should know before paying. */
  warnings?: ReactNode;
  /** Where to look for something else when it is gone. */
  instead: string;
}

function CheckoutOf({ offer, replaces, after = '', saving, about, warnings, instead }: CheckoutOfProps) {
  const { t } = useTranslation('checkout');
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const code = query.get('package');
  const openOrder = useOpenOrder({
    productKind: code === null ? 'plan_price' : 'package',
    code: code ?? query.get('plan') ?? '',
    interval: offer?.price.interval ?? null,
  });
  if (!offer) {
    return (
      <Notice
        title={t('gone')}
        text={t('goneText')}
        action={
          <LinkButton isPrimary to={instead}>
            {t(code === null ? 'wayOut.plans' : 'wayOut.packages')}
          </LinkButton>
        }
      />
    );
  }
  if (openOrder === undefined) return <BlockSkeleton height={320} />;
  return (
    <Checkout
      offer={offer}
      replaces={replaces}
      after={after}
      saving={saving}
      about={about}
      warnings={
        <>
          {openOrder}
          {warnings}
        </>
      }
      onChange={(changed) =>
        navigate(
          { search: withQuery(query, changed).toString() },
          { replace: true, preventScrollReset: true },
        )
      }
    />
  );
}
