import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CopyOutlined,
  DeleteOutlined,
  EditOutlined,
  HistoryOutlined,
  HolderOutlined,
  InboxOutlined,
} from '@ant-design/icons';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { Button, Switch, Tag, Tooltip } from 'antd';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { formatMoney } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { ActionButton } from '../action-button.tsx';
import { intervalText } from '../changes/change-words.ts';
import { FocusTooltip } from '../focus-tooltip.tsx';
import rows from '../rows.module.css';
import styles from './plan-list.module.css';
import { DragHandleContext } from './plan-sorting.tsx';
import type { PlanActions } from './use-plan-actions.ts';

/** Parts that the table and the cards of plans have in common. */

interface PlanProps {
  plan: AdminPlan;
}

/** The prices of a plan, a line each. */
export function PlanPrices({ plan }: PlanProps) {
  const { t } = useTranslation('plans');
  if (plan.prices.length === 0) return <span className="quiet">{t('free')}</span>;
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
export function PlanSwitch({ plan, actions }: PlanProps & { actions: PlanActions }) {
  const { t, i18n } = useTranslation('plans');
  const { t: common } = useTranslation();
  const isActive = plan.status === 'active';
  const refusal = isActive ? actions.archiveRefusal(plan) : undefined;
  const label = t('switch.label', { plan: inLanguage(plan.name, i18n.language) });
  return (
    <span className={styles['switch']}>
      <FocusTooltip title={refusal}>
        <Switch
          size="small"
          checked={isActive}
          loading={actions.busyId === plan.id}
          aria-label={refusal === undefined ? label : `${label}. ${refusal}`}
          aria-disabled={refusal !== undefined}
          onChange={(checked) => {
            if (refusal !== undefined) return;
            if (checked) actions.activate(plan);
            else actions.archive(plan);
          }}
        />
      </FocusTooltip>
      <span className={isActive ? undefined : 'quiet'}>{common(`status.${plan.status}`)}</span>
    </span>
  );
}

interface OrderButtonsProps extends PlanProps {
  /** The plans before and behind it, as shown. */
  above: AdminPlan | undefined;
  below: AdminPlan | undefined;
  onMove: (plan: AdminPlan, to: AdminPlan) => void;
}

/** A handle to drag by, and the same a step at a time. */
export function OrderButtons({ plan, above, below, onMove }: OrderButtonsProps) {
  const { t, i18n } = useTranslation('plans');
  const handle = useContext(DragHandleContext);
  const name = inLanguage(plan.name, i18n.language);
  const steps = [
    { label: t('order.up', { plan: name }), icon: <ArrowUpOutlined />, to: above },
    { label: t('order.down', { plan: name }), icon: <ArrowDownOutlined />, to: below },
  ];
  return (
    <span className={styles['order']}>
      {handle && (
        <Button
          {...handle.attributes}
          {...handle.listeners}
          ref={handle.setActivatorNodeRef}
          type="text"
          size="small"
          icon={<HolderOutlined />}
          aria-label={t('order.drag', { plan: name })}
          className={styles['handle'] ?? ''}
        />
      )}
      <span className={rows['actions']}>
        {steps.map(({ label, icon, to }) => (
          <Tooltip key={label} title={label}>
            <Button
              type="text"
              size="small"
              icon={icon}
              aria-label={label}
              disabled={to === undefined}
              onClick={() => to && onMove(plan, to)}
            />
          </Tooltip>
        ))}
      </span>
    </span>
  );
}

/** What can be done to a plan; what can't says why. */
export function PlanRowActions({ plan, actions }: PlanProps & { actions: PlanActions }) {
  const { t, i18n } = useTranslation('plans');
  const [params] = useSearchParams();
  const name = { plan: inLanguage(plan.name, i18n.language) };
  const search = params.size > 0 ? `?${params.toString()}` : '';
  return (
    <span className={rows['actions']}>
      <ActionButton
        label={t('action.edit', name)}
        icon={<EditOutlined />}
        to={paths.admin.plan(plan.id) + search}
      />
      <ActionButton
        label={t('action.duplicate', name)}
        icon={<CopyOutlined />}
        to={`${paths.admin.newPlan}?from=${plan.id}`}
      />
      <ActionButton
        label={t('action.history', name)}
        icon={<HistoryOutlined />}
        to={`${paths.admin.history}?plan=${plan.id}`}
      />
      <ActionButton
        label={t('action.archive', name)}
        icon={<InboxOutlined />}
        refusal={actions.archiveRefusal(plan)}
        onClick={() => actions.archive(plan)}
      />
      <ActionButton
        label={t('action.delete', name)}
        icon={<DeleteOutlined />}
        refusal={actions.removeRefusal(plan)}
        onClick={() => actions.remove(plan)}
      />
    </span>
  );
}
