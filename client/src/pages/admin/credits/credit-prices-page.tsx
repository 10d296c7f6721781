import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pricesQuery } from '../../../api/credits/admin.ts';
import { useMe } from '../../../api/use-session.ts';
import { PriceForm } from '../../../features/credits/prices/price-form.tsx';
import { PriceHistory } from '../../../features/credits/prices/price-history.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { CreditsFrame } from './credits-frame.tsx';

/** What actions cost, and who changed it. */
export function CreditPricesPage() {
  const { t } = useTranslation('creditsAdmin');
  const { timeZone } = useMe().account;
  const prices = useQuery(pricesQuery);
  return (
    <CreditsFrame intro={t('prices.intro')} timeZone={timeZone}>
      <QueryView query={prices}>
        {/* Begun anew where somebody else saved: the whole list is sent, and must not undo what they did unseen. */}
        {(list) => <PriceForm key={JSON.stringify(list)} list={list} />}
      </QueryView>
      <h2>{t('prices.history')}</h2>
      <PriceHistory timeZone={timeZone} />
    </CreditsFrame>
  );
}
