import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/language/format.ts';
import { useTableSize } from '../../../ui/tables/density-switch.tsx';
import { useInSteps } from '../../../ui/tables/rows/use-in-steps.ts';
import rows from '../../../ui/tables/rows.module.css';
import {
  OrderButtons,
  PlanCreditsLines,
  PlanMarks,
  PlanName,
  PlanPrices,
  PlanRowActions,
  PlanSwitch,
  type ListedPlanProps,
} from './plan-parts.tsx';
import { DragHandleContext, usePlanSortable } from './plan-sorting.tsx';
import styles from './plan-table.module.css';
import { WaitingVersions } from './waiting-versions.tsx';

export interface PlanListProps {
  plans: readonly AdminPlan[];
  onMove: (plan: AdminPlan, to: AdminPlan) => void;
}

/** Keeps the place of rows that are not made yet: two lines and what is around them. */
const leastRowPx = 60;

/**
 * Plans in rows that can be dragged. Not Ant Design's table: all plans are shown at once, and of 40 its cells and what
 * it measures held the page for half a second.
 */
export function PlanTable({ plans, onMove }: PlanListProps) {
  const { t } = useTranslation('plans');
  const isCompact = useTableSize() === 'small';
  const count = useInSteps(plans.length, { first: 12, step: 8 });
  return (
    <div className={styles['frame']}>
      <table className={`${rows['table']} ${styles['table']} ${isCompact ? styles['compact'] : ''}`}>
        <thead>
          <tr>
            <th className={styles['order']}>
              <span className="only-for-screen-readers">{t('column.order')}</span>
            </th>
            <th>{t('column.plan')}</th>
            <th className={styles['status']}>{t('column.status')}</th>
            <th className={styles['prices']}>{t('column.prices')}</th>
            <th className={styles['count']}>{t('column.subscribers')}</th>
            <th className={`${styles['count']} ${styles['version']}`}>{t('column.version')}</th>
            <th className={styles['actions']}>
              <span className="only-for-screen-readers">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {plans.slice(0, count).map((plan, index) => (
            <PlanRow
              key={plan.id}
              plan={plan}
              above={plans[index - 1]}
              below={plans[index + 1]}
              onMove={onMove}
            />
          ))}
          {count < plans.length && <tr style={{ height: (plans.length - count) * leastRowPx }} />}
        </tbody>
      </table>
    </div>
  );
}

const PlanRow = memo(({ plan, above, below, onMove }: ListedPlanProps) => {
  return (
    <DraggableRow id={plan.id}>
      <td>
        <OrderButtons plan={plan} above={above} below={below} onMove={onMove} />
      </td>
      <td>
        <PlanName plan={plan} className={rows['name']} /> <PlanMarks plan={plan} />
        <div className="quiet">{plan.code}</div>
        <WaitingVersions plan={plan} />
      </td>
      <td>
        <PlanSwitch plan={plan} />
      </td>
      <td>
        <PlanPrices plan={plan} />
        <PlanCreditsLines plan={plan} />
      </td>
      <td className={styles['count']}>{formatNumber(plan.subscribers)}</td>
      <td className={`${styles['count']} ${styles['version']}`}>{plan.version}</td>
      <td className={styles['actions']}>
        <PlanRowActions plan={plan} />
      </td>
    </DraggableRow>
  );
});

/** Its cells stay as they are while it moves. */
function DraggableRow({ id, children }: { id: string; children: ReactNode }) {
  const { ref, style, handle } = usePlanSortable(id);
  return (
    <DragHandleContext value={handle}>
      <tr ref={ref} style={style}>
        {children}
      </tr>
    </DragHandleContext>
  );
}
