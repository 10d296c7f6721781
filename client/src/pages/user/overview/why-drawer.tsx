import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { explanationQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { ExplanationView } from '../../../features/metering/explanation/explanation-view.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { LinkButton } from '../../../url/link-button.tsx';
import styles from './why-drawer.module.css';

/** Asking again finds nothing either. */
const noSuch = ['feature_unknown', 'feature_not_in_plan', 'invalid_input'];

/** The receipt of a number, beside the number. */
export function WhyDrawer() {
  const { t } = useTranslation('usage');
  const { featureCode = '' } = useParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const name = usePublicFeatureName()(featureCode);
  const query = useQuery(explanationQuery(featureCode));
  // Slides out before the address changes, so that the focus goes back to where it came from.
  const [isOpen, setOpen] = useState(true);
  // No name yet, no title.
  const title = name.trim() && t('receipt.title', { name });
  useTabTitleOver(title);
  return (
    <Drawer
      open={isOpen}
      size="min(480px, 100vw)"
      classNames={{ header: styles['header'] ?? '' }}
      // Keeps its line while the name is loading.
      title={title === '' ? <>&nbsp;</> : title}
      onClose={() => setOpen(false)}
      afterOpenChange={(isShown) => {
        if (!isShown) void navigate(paths.overview + search, { preventScrollReset: true });
      }}
    >
      {query.error && noSuch.includes(toApiError(query.error).code) ? (
        <Notice
          title={t('receipt.noSuch.title')}
          action={<LinkButton to={paths.overview}>{t('receipt.noSuch.action')}</LinkButton>}
        />
      ) : (
        <QueryView query={query}>{(explanation) => <ExplanationView explanation={explanation} />}</QueryView>
      )}
    </Drawer>
  );
}
