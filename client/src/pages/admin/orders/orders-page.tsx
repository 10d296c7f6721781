import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ordersQuery } from '../../../api/orders/admin.ts';
import { useMe } from '../../../api/use-session.ts';
import { ExportButtons } from '../../../features/orders/admin/export-buttons.tsx';
import { OrderFilters } from '../../../features/orders/admin/order-filters.tsx';
import { OrderTable } from '../../../features/orders/admin/order-table.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';
import { pageSize, readAddress } from './address.ts';

/** Everybody's orders: found, looked at, and taken away as a file. */
export function OrdersPage() {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  const [params, setParams] = useSearchParams();
  const { filter, page, asked } = readAddress(params, timeZone);
  const orders = useQuery(ordersQuery(asked));
  const change = (changed: Record<string, string | undefined>) =>
    setParams((current) => withQuery(current, { ...changed, page: undefined }), { replace: true });
  const isFiltered = Object.values(filter.search).some((value) => value !== undefined);
  return (
    <ListPage
      title={t('title')}
      timeZone={timeZone}
      intro={
        orders.data && (
          <span className="number" role="status">
            {t('total', { count: orders.data.total })}
          </span>
        )
      }
      action={
        <>
          <DensitySwitch />
          <ExportButtons search={filter.search} />
        </>
      }
      isEmpty={orders.data?.total === 0 && !isFiltered}
      filters={<OrderFilters addressed={filter} timeZone={timeZone} onChange={change} />}
      query={orders}
    >
      {({ items, total }) => (
        <OrderTable
          timeZone={timeZone}
          rows={items}
          total={total}
          page={page}
          pageSize={pageSize}
          isLoading={orders.isPlaceholderData}
          empty={isFiltered ? <NothingFound onClear={() => setParams({})} /> : <NoOrders />}
          onPage={(to) => setParams(withQuery(params, { page: to > 1 ? String(to) : undefined }))}
        />
      )}
    </ListPage>
  );
}

function NoOrders() {
  const { t } = useTranslation('adminOrders');
  return (
    <Notice
      title={t('empty.title')}
      text={t('empty.text')}
      action={<LinkButton to={paths.admin.plans}>{t('empty.action')}</LinkButton>}
    />
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation('adminOrders');
  return (
    <Notice
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={<Button onClick={onClear}>{t('notFound.action')}</Button>}
    />
  );
}
