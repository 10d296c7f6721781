import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { featureListQuery } from '../../../api/catalog.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { OverrideModal } from './override-modal.tsx';

/** Chooses a feature that the account lacks, to be given by an override; none where it has them all, or is closed. */
export function GiveFeature({ account }: { account: AccountDetail }) {
  const { t, i18n } = useTranslation('accounts');
  const { data: features = [] } = useQuery(featureListQuery);
  const [chosen, setChosen] = useState<string>();
  const had = new Set(account.quotas.map(({ featureCode }) => featureCode));
  const lacking = features.filter(({ code, archivedAt }) => archivedAt === null && !had.has(code));
  if (account.closedAt !== null || (lacking.length === 0 && chosen === undefined)) return null;
  return (
    <>
      <Select<string>
        aria-label={t('give.label')}
        placeholder={t('give.label')}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 220, maxWidth: '100%' }}
        value={chosen ?? null}
        options={lacking.map(({ code, name }) => ({ value: code, label: inLanguage(name, i18n.language) }))}
        onChange={setChosen}
      />
      {chosen !== undefined && (
        <OverrideModal account={account} featureCode={chosen} onClosed={() => setChosen(undefined)} />
      )}
    </>
  );
}
