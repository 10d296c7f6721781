import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/feedback/notice.tsx';
import type { LedgerFilter } from './use-ledger-filter.ts';

/** No line: none at all, or none that the filter finds, and then how to see all. */
export function NothingMoved({ ledger: { isFiltered, clear } }: { ledger: LedgerFilter }) {
  const { t } = useTranslation('credits');
  if (!isFiltered) return <p className="quiet">{t('noLines')}</p>;
  return <Notice title={t('noneFound')} action={<Button onClick={clear}>{t('showAll')}</Button>} />;
}
