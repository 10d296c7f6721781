import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ordersQuery } from '../../../api/orders/admin.ts';
import { paths } from '../../../paths.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { OrderTable } from './order-table.tsx';

const shown = 5;

/** The latest orders of an account, and the way to all of them. */
export function AccountOrders({ account: { id, email, timeZone } }: { account: AccountDetail }) {
  const { t } = useTranslation('adminOrders');
  const orders = useQuery(ordersQuery({ accountId: id, limit: shown, offset: 0 }));
  return (
    <section>
      <h2>{t('ofAccount.title')}</h2>
      <QueryView query={orders}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="quiet">{t('ofAccount.none')}</p>
          ) : (
            <>
              <OrderTable
                timeZone={timeZone}
                isOfOne
                rows={items}
                total={items.length}
                page={1}
                pageSize={shown}
                isLoading={orders.isPlaceholderData}
                empty={null}
                onPage={() => undefined}
              />
              {email !== null && (
                <p>
                  <Link to={`${paths.admin.orders}?${new URLSearchParams({ q: email }).toString()}`}>
                    {t('ofAccount.all')}
                  </Link>
                  {total > shown && <span className="quiet number"> · {t('total', { count: total })}</span>}
                </p>
              )}
            </>
          )
        }
      </QueryView>
    </section>
  );
}
