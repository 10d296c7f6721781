import {
  CopyOutlined,
  DeleteOutlined,
  EditOutlined,
  HistoryOutlined,
  HolderOutlined,
  InboxOutlined,
} from '@ant-design/icons';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { Tag } from 'antd';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { formatMoney, formatNumber } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { FocusTooltip } from '../../../ui/feedback/focus-tooltip.tsx';
import { RowActions, useRowAct } from '../../../ui/tables/row-actions.tsx';
import { RowMenu } from '../../../ui/tables/row-menu.tsx';
import { IconButton } from '../../../ui/tables/rows/icon-button.tsx';
import { RowSwitch } from '../../../ui/tables/rows/row-switch.tsx';
import rows from '../../../ui/tables/rows.module.css';
import { StepButtons } from '../../../ui/tables/step-buttons.tsx';
import { intervalText } from '../changes/change-words.ts';
import { usePlanActs } from './plan-acts.ts';
import styles from './plan-list.module.css';
import { DragHandleContext } from './plan-sorting.tsx';

/** Parts that the table and the cards of plans have in common. */

interface PlanProps {
  plan: AdminPlan;
}

/** The name of a plan, which opens it over the list as that is shown. */
export function PlanName({ plan, className }: PlanProps & { className: string | undefined }) {
  const { i18n } = useTranslation();
  const [params] = useSearchParams();
  const name = inLanguage(plan.name, i18n.language);
  return (
    <Link
      className={className}
      title={name}
      to={{ pathname: paths.admin.plan(plan.id), search: params.toString() }}
    >
      {name}
    </Link>
  );
}

/** The prices of a plan, a line each. */
export function PlanPrices({ plan }: PlanProps) {
  const { t } = useTranslation('plans');
  if (plan.sales !== 'priced') return <span className="quiet">{t(`sales.${plan.sales}`)}</span>;
  return (
    <ul className={styles['prices']}>
      {plan.prices.map(({ id, amountMinor, currency, interval }) => (
        <li key={id}>
          <span className="number">{formatMoney(amountMinor, currency)}</span>{' '}
          <span className="quiet">{intervalText(interval, t)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Which credits a plan gives, and what they pay beyond its quotas; nothing where there are none of either. */
export function PlanCreditsLines({ plan }: PlanProps) {
  const { t, i18n } = useTranslation('plans');
  const rateText = useOverageText();
  const paid = plan.features.filter(({ overageRate }) => overageRate !== null);
  if (!plan.credits && paid.length === 0) return null;
  return (
    <ul className={styles['credits']} aria-label={t('change.credits')}>
      {plan.credits && (
        <li>
          {t('creditsIncluded', {
            count: plan.credits.amount,
            amount: formatNumber(plan.credits.amount),
            interval: intervalText(plan.credits.interval, t),
          })}
        </li>
      )}
      {paid.map(({ code, name, unit, overageRate }) => (
        <li key={code}>
          {t('rateOf', {
            feature: inLanguage(name, i18n.language),
            rate: overageRate ? rateText(overageRate, unit) : '',
          })}
        </li>
      ))}
    </ul>
  );
}

/** Whether it is recommended, and whether newcomers start on it. */
export function PlanMarks({ plan }: PlanProps) {
  const { t } = useTranslation('plans');
  return (
    <>
      {plan.highlighted && <Tag>{t('highlighted')}</Tag>}
      {plan.isDefault && <Tag>{t('isDefault')}</Tag>}
    </>
  );
}

/** Puts a plan on offer or archives it. */
export function PlanSwitch({ plan }: PlanProps) {
  const { t, i18n } = useTranslation('plans');
  const { t: common } = useTranslation();
  const { activate, archive } = usePlanActs(plan);
  const isActive = plan.status === 'active';
  const act = isActive ? archive() : activate();
  const { isBusy, start } = useRowAct(act);
  const { refusal } = act;
  const label = t('switch.label', { plan: inLanguage(plan.name, i18n.language) });
  return (
    <span className={styles['switch']}>
      <FocusTooltip title={refusal}>
        <RowSwitch
          isOn={isActive}
          isBusy={isBusy}
          label={refusal === undefined ? label : `${label}. ${refusal}`}
          isRefused={refusal !== undefined}
          onChange={start}
        />
      </FocusTooltip>
      {plan.status === 'draft' ? (
        <span className={styles['draft']}>
          <Tag>{common('status.draft')}</Tag>
          <span>{t('switch.draft')}</span>
        </span>
      ) : (
        <span className={isActive ? undefined : 'quiet'}>{common(`status.${plan.status}`)}</span>
      )}
    </span>
  );
}

/** A plan in the list, however that is shown. */
export interface ListedPlanProps extends PlanProps {
  /** The plans before and behind it, as shown. */
  above: AdminPlan | undefined;
  below: AdminPlan | undefined;
  onMove: (plan: AdminPlan, to: AdminPlan) => void;
}

/** A handle to drag by, and the same a step at a time. */
export function OrderButtons({ plan, above, below, onMove }: ListedPlanProps) {
  const { t, i18n } = useTranslation('plans');
  const handle = useContext(DragHandleContext);
  const name = inLanguage(plan.name, i18n.language);
  const stepTo = (to: AdminPlan | undefined) => (to ? () => onMove(plan, to) : undefined);
  return (
    <span className={styles['order']}>
      {handle && (
        <IconButton
          {...handle.attributes}
          {...handle.listeners}
          ref={handle.setActivatorNodeRef}
          icon={<HolderOutlined />}
          aria-label={t('order.drag', { plan: name })}
          className={styles['handle'] ?? ''}
        />
      )}
      <span className={rows['actions']}>
        <StepButtons
          up={{ label: t('order.up', { plan: name }), move: stepTo(above) }}
          down={{ label: t('order.down', { plan: name }), move: stepTo(below) }}
        />
      </span>
    </span>
  );
}

/** What can be done to a plan. */
export function PlanRowActions({ plan }: PlanProps) {
  const { t, i18n } = useTranslation('plans');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { archive, remove } = usePlanActs(plan);
  const name = { plan: inLanguage(plan.name, i18n.language) };
  const search = params.size > 0 ? `?${params.toString()}` : '';
  const opens = (path: string) => () => void navigate(path);
  return (
    <span className={rows['actions']}>
      <RowActions
        actions={[
          {
            label: t('action.edit', name),
            icon: <EditOutlined />,
            open: opens(paths.admin.plan(plan.id) + search),
          },
        ]}
      />
      <RowMenu
        label={t('action.more', name)}
        actions={() => [
          {
            label: t('action.duplicate', name),
            icon: <CopyOutlined />,
            open: opens(`${paths.admin.newPlan}?from=${plan.id}`),
          },
          {
            label: t('action.history', name),
            icon: <HistoryOutlined />,
            open: opens(`${paths.admin.history}?plan=${plan.id}`),
          },
          { icon: <InboxOutlined />, ...archive() },
          { icon: <DeleteOutlined />, ...remove() },
        ]}
      />
    </span>
  );
}
