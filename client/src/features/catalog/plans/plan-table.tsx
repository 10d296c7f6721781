import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { Table, type TableColumnsType } from 'antd';
import { useMemo, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { useTableSize } from '../../../ui/tables/density-switch.tsx';
import rows from '../../../ui/tables/rows.module.css';
import { OrderButtons, PlanMarks, PlanPrices, PlanRowActions, PlanSwitch } from './plan-parts.tsx';
import { DragHandleContext, usePlanSortable } from './plan-sorting.tsx';

export interface PlanListProps {
  plans: readonly AdminPlan[];
  onMove: (plan: AdminPlan, to: AdminPlan) => void;
}

/** Plans in rows that can be dragged. */
export function PlanTable({ plans, onMove }: PlanListProps) {
  const { t, i18n } = useTranslation('plans');
  const [params] = useSearchParams();
  const columns: TableColumnsType<AdminPlan> = [
    {
      title: <span className="only-for-screen-readers">{t('column.order')}</span>,
      width: 96,
      render: (_, plan, index) => (
        <OrderButtons plan={plan} above={plans[index - 1]} below={plans[index + 1]} onMove={onMove} />
      ),
    },
    {
      title: t('column.plan'),
      render: (_, plan) => (
        <div className={rows['nameCell']}>
          <Link
            className={rows['name']}
            title={inLanguage(plan.name, i18n.language)}
            to={{ pathname: paths.admin.plan(plan.id), search: params.toString() }}
          >
            {inLanguage(plan.name, i18n.language)}
          </Link>{' '}
          <PlanMarks plan={plan} />
          <div className="quiet">{plan.code}</div>
        </div>
      ),
    },
    {
      title: t('column.status'),
      render: (_, plan) => <PlanSwitch plan={plan} />,
    },
    { title: t('column.prices'), render: (_, plan) => <PlanPrices plan={plan} /> },
    {
      title: t('column.subscribers'),
      align: 'right',
      render: (_, plan) => <span className="number">{formatNumber(plan.subscribers)}</span>,
    },
    {
      title: t('column.version'),
      align: 'right',
      responsive: ['lg'],
      render: (_, plan) => <span className="number">{plan.version}</span>,
    },
    {
      title: <span className="only-for-screen-readers">{t('column.actions')}</span>,
      align: 'right',
      render: (_, plan) => <PlanRowActions plan={plan} />,
    },
  ];
  const components = useMemo(() => ({ body: { row: SortableRow } }), []);
  const size = useTableSize();
  return (
    <Table<AdminPlan>
      size={size}
      rowKey="id"
      className={rows['table'] ?? ''}
      columns={columns}
      dataSource={[...plans]}
      components={components}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      scroll={{ x: 'max-content' }}
    />
  );
}

type RowProps = ComponentProps<'tr'> & { 'data-row-key'?: string };

function SortableRow(props: RowProps) {
  const id = props['data-row-key'];
  return id === undefined ? <tr {...props} /> : <DraggableRow {...props} id={id} />;
}

function DraggableRow({ id, style, ...props }: RowProps & { id: string }) {
  const { ref, style: moving, handle } = usePlanSortable(id);
  return (
    <DragHandleContext value={handle}>
      <tr {...props} ref={ref} style={{ ...style, ...moving }} />
    </DragHandleContext>
  );
}
