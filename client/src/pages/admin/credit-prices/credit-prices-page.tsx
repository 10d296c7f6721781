import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pricesQuery } from '../../../api/credits/admin.ts';
import { PriceForm } from '../../../features/credits/admin/price-form.tsx';
import { PriceHistory } from '../../../features/credits/admin/price-history.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';

/** What actions cost, and who changed it. */
export function CreditPricesPage() {
  const { t } = useTranslation('creditsAdmin');
  const prices = useQuery(pricesQuery);
  return (
    <Page title={t('prices.title')} intro={t('prices.intro')}>
      <QueryView query={prices}>
        {/* Begun anew where somebody else saved: the whole list is sent, and must not undo what they did unseen. */}
        {(list) => <PriceForm key={JSON.stringify(list)} prices={list} />}
      </QueryView>
      <h2>{t('prices.history')}</h2>
      <PriceHistory />
    </Page>
  );
}
