import { CheckCircleFilled, CheckOutlined } from '@ant-design/icons';
import {
  describeCard,
  type CardLine,
  type CardText,
  type CardView,
  type PaidText,
} from '@meterstone/landing/plan-card';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMe } from '../../../api/use-session.ts';
import { PlanDifference, useDifference } from '../../../features/catalog/offer/plan-difference.tsx';
import { formatDate, zonedDate } from '../../../lib/language/format.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { checkoutPath } from '../../../paths.ts';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';
import styles from './plans-page.module.css';

interface PlanCardProps {
  plan: Plan;
  view: CardView;
  isPresent: boolean;
  /** Of the present plan, where what the account has of it is an older version than the one on offer. */
  newer: NewerVersion | undefined;
  /** What was paid for and still runs: until its end no other one can be. */
  bought: BoughtPlan | null;
  /** When the team gave the plan that the account has; null where nobody did. */
  givenAt: string | null;
  isChosen: boolean;
}

interface NewerVersion {
  version: number;
  comesAt: string | null;
  offered: Plan;
}

/** A plan as the landing page shows it; with what it gives beside the one that the account has. */
export function PlanCard({ plan, view, isPresent, newer, bought, givenAt, isChosen }: PlanCardProps) {
  const { words } = view;
  const card = describeCard(plan, view);
  const { text, per, size } = card.amount;
  return (
    <li className="plan" data-plan={plan.code} data-chosen={isChosen}>
      <h2 className="plan-name">
        {card.name}
        {plan.highlighted && <span className="plan-hint">{words.recommended}</span>}
      </h2>
      <p className="plan-for">{card.description}</p>
      <p className="plan-price">
        <span className="amount" data-size={size}>
          {text}
        </span>{' '}
        {per !== undefined && <span className="per">{per}</span>}
      </p>
      <div className="plan-billing">
        {card.paid ? (
          <Billing plan={plan} paid={card.paid} isForSale={!isPresent && bought === null} />
        ) : (
          card.note
        )}
      </div>
      <div className="plan-action">
        {isPresent ? (
          <>
            <Present bought={bought?.isInForce ? bought : null} givenAt={givenAt} />
            {newer && <Newer held={plan} newer={newer} bought={bought?.isInForce ? bought : null} />}
          </>
        ) : (
          <Action plan={plan} card={card} bought={bought} isChosen={isChosen} />
        )}
      </div>
      <div>
        <Lines lines={card.lines} />
        {card.more && (
          <details className="plan-more">
            <summary>
              <span className="plan-more-open">{card.more.text}</span>
              <span className="plan-more-close">{words.fewer}</span>
            </summary>
            <Lines lines={card.more.lines} />
          </details>
        )}
      </div>
    </li>
  );
}

interface BillingProps {
  plan: Plan;
  paid: PaidText;
  isForSale: boolean;
}

function Billing({ plan, paid: { billing, saving, once }, isForSale }: BillingProps) {
  return (
    <>
      <p>{billing}</p>
      {saving !== undefined && <p className="saving">{saving}</p>}
      {once && <p>{isForSale ? <Link to={pricePath(plan, once.price)}>{once.text}</Link> : once.text}</p>}
    </>
  );
}

function pricePath({ code }: Plan, { interval, currency }: PaidText['price']): string {
  return checkoutPath({ plan: code, interval, currency });
}

/** In the place of the button. */
function Present({ bought, givenAt }: Pick<PlanCardProps, 'bought' | 'givenAt'>) {
  const { t } = useTranslation('session');
  const { timeZone } = useMe().account;
  const untilText = useUntilText();
  const text = () => {
    if (bought !== null) {
      const until = untilText(bought, timeZone);
      return t(`choose.yoursPaid.${bought.interval}`, { currency: bought.currency ?? '', until });
    }
    if (givenAt === null) return t('choose.yours');
    return t('choose.yoursGiven', { date: formatDate(givenAt, timeZone) });
  };
  return (
    <p className={styles['present']}>
      <CheckCircleFilled aria-hidden /> {text()}
    </p>
  );
}

interface NewerProps {
  held: Plan;
  newer: NewerVersion;
  bought: BoughtPlan | null;
}

/** Which version the account has, whether and when it gets a newer one, and what that changes. */
function Newer({ held, newer: { version, comesAt, offered }, bought }: NewerProps) {
  const { t } = useTranslation('session');
  const { timeZone } = useMe().account;
  const difference = useDifference(offered);
  const versions = { held: held.version, version };
  const text = () => {
    const paidUntil = bought?.endsAt ?? null;
    if (comesAt !== null) {
      const values = { ...versions, date: zonedDate(comesAt, timeZone) };
      return paidUntil === null ? t('choose.newer.comes', values) : t('choose.newer.comesNext', values);
    }
    return paidUntil === null
      ? t('choose.newer.stays', versions)
      : t('choose.newer.staysPaid', { ...versions, date: formatDate(paidUntil, timeZone) });
  };
  return (
    <div className={styles['newer']}>
      <p>{text()}</p>
      {comesAt !== null && version === offered.version && (
        <PlanDifference
          lines={difference}
          title={t('choose.newer.difference', { date: formatDate(comesAt, timeZone) })}
        />
      )}
    </div>
  );
}

interface ActionProps {
  plan: Plan;
  card: CardText;
  bought: BoughtPlan | null;
  isChosen: boolean;
}

/** The way to it, or when there will be one; and what it gives more and less. */
function Action({ plan, card, bought, isChosen }: ActionProps) {
  const { t } = useTranslation('session');
  const { timeZone } = useMe().account;
  const [, setQuery] = useSearchParams();
  const difference = useDifference(plan);
  const isLess = difference.length > 0 && difference.every(({ isGain }) => !isGain);
  const label = t(isLess ? 'choose.downgrade' : 'choose.choose', { plan: card.name });
  // A plan that the team gave instead of what was paid for stays when that ends.
  const comesAt = bought?.isInForce && bought.thenCode === plan.code ? bought.until : null;
  return (
    <div className={styles['action']}>
      {comesAt !== null && (
        <p className="quiet">{t('choose.byItself', { date: formatDate(comesAt, timeZone) })}</p>
      )}
      {card.paid && bought && comesAt === null && (
        <p className="quiet">
          <WithSupport
            text={
              bought.until === null
                ? t('choose.beside')
                : t('choose.afterwards', { date: formatDate(bought.until, timeZone) })
            }
          />
        </p>
      )}
      {card.paid && bought === null && (
        <LinkButton isPrimary={isChosen || plan.highlighted} to={pricePath(plan, card.paid.price)}>
          {label}
        </LinkButton>
      )}
      {card.contact !== undefined && (
        <Button block type={isChosen || plan.highlighted ? 'primary' : 'default'} href={card.contact}>
          {card.choose}
        </Button>
      )}
      {!card.paid && card.contact === undefined && comesAt === null && (
        // It tells whom to ask: nothing is bought or changed by it.
        <Button
          block
          aria-pressed={isChosen}
          onClick={() => setQuery((before) => withQuery(before, { plan: plan.code }))}
        >
          {t('choose.ask', { plan: card.name })}
        </Button>
      )}
      <PlanDifference lines={difference} />
    </div>
  );
}

function Lines({ lines }: { lines: readonly CardLine[] }) {
  return (
    <ul className="plan-features">
      {lines.map(({ key, text, beyond }) => (
        <li key={key}>
          <CheckOutlined aria-hidden className="icon" />
          <span>
            {text}
            {beyond !== undefined && <span className="plan-beyond">{beyond}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
