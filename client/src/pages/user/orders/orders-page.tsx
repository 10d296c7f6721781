import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ordersQuery } from '../../../api/orders/own.ts';
import { useMe } from '../../../api/use-session.ts';
import { readOrderFilter } from '../../../features/orders/own/lists/order-filter.ts';
import { OrderFilters } from '../../../features/orders/own/lists/order-filters.tsx';
import { OrderList } from '../../../features/orders/own/lists/order-list.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { OlderButton } from '../../../ui/tables/older-button.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';

/** Everything the account has ordered, newest first. */
export function OrdersPage() {
  const { t } = useTranslation('orders');
  const { t: tCommon } = useTranslation();
  const { timeZone } = useMe().account;
  const [query, setQuery] = useSearchParams();
  const addressed = readOrderFilter(query, timeZone);
  const found = useInfiniteQuery(ordersQuery(addressed.filter));
  const isNone = found.data?.pages[0]?.items.length === 0;
  return (
    <ListPage
      title={tCommon('nav.orders')}
      timeZone={isNone ? undefined : timeZone}
      filters={
        <OrderFilters
          addressed={addressed}
          timeZone={timeZone}
          onChange={(changed) =>
            setQuery((before) => withQuery(before, changed), { preventScrollReset: true })
          }
        />
      }
      query={found}
      isEmpty={isNone && !addressed.isFiltered}
    >
      {({ pages }) => {
        const orders = pages.flatMap(({ items }) => items);
        if (orders.length > 0) {
          return (
            <div>
              <OrderList orders={orders} timeZone={timeZone} />
              <OlderButton query={found} />
            </div>
          );
        }
        return addressed.isFiltered ? (
          <Notice title={t('noneFound')} action={<Link to={paths.orders}>{t('showAll')}</Link>} />
        ) : (
          <Notice
            title={t('none')}
            text={t('noneText')}
            action={
              <LinkButton isPrimary to={paths.plans}>
                {t('seePlans')}
              </LinkButton>
            }
          />
        );
      }}
    </ListPage>
  );
}
