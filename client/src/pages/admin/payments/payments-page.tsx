import { useQuery } from '@tanstack/react-query';
import { Pagination, Segmented } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { inboxQuery, refusalsQuery } from '../../../api/orders/inbox.ts';
import { useMe } from '../../../api/use-session.ts';
import { EventList } from '../../../features/payments/inbox/event-list.tsx';
import { RefusalTable } from '../../../features/payments/inbox/refusal-table.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { pageSize, readAddress, states } from './address.ts';
import styles from './payments-page.module.css';

/** What providers said and nobody could book, and what was thrown away. */
export function PaymentsPage() {
  const { t } = useTranslation('paymentsInbox');
  const { timeZone } = useMe().account;
  const [params, setParams] = useSearchParams();
  const { state, page, asked } = readAddress(params);
  const inbox = useQuery(inboxQuery(asked));
  const refusals = useQuery(refusalsQuery);
  const refusalsId = useId();
  return (
    <Page title={t('title')} intro={t('intro')} timeZone={timeZone}>
      <div className={styles['choice']}>
        <Segmented
          value={state}
          aria-label={t('show.label')}
          options={states.map((value) => ({ value, label: t(`show.${value}`) }))}
          onChange={(value) => setParams(value === states[0] ? {} : { state: value }, { replace: true })}
        />
      </div>
      <QueryView query={inbox}>
        {({ items, total }) => (
          <>
            {total === 0 ? (
              <Notice title={t(`empty.${state}`)} text={t('empty.text')} />
            ) : (
              <EventList events={items} />
            )}
            <Pagination
              current={page}
              pageSize={pageSize}
              total={total}
              showSizeChanger={false}
              hideOnSinglePage
              onChange={(to) => {
                params.set('page', String(to));
                setParams(params);
              }}
            />
          </>
        )}
      </QueryView>
      <section aria-labelledby={refusalsId} className={styles['refusals']}>
        <h2 id={refusalsId}>{t('refusals.title')}</h2>
        <p className="quiet">{t('refusals.intro')}</p>
        <QueryView query={refusals}>{(data) => <RefusalTable refusals={data} />}</QueryView>
      </section>
    </Page>
  );
}
