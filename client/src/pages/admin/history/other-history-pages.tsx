import type { AuditSubject } from '@meterstone/server/contract/identity';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { AllPackageHistory } from '../../../features/credits/packages/all-package-history.tsx';
import { SubjectHistory } from '../../../features/identity/history/subject-history.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { HistoryTabs } from './history-tabs.tsx';

/** Who changed which credit package, when and why. */
export function PackageHistoryPage() {
  const { account } = useMe();
  return (
    <Frame of="packages">
      <AllPackageHistory timeZone={account.timeZone} />
    </Frame>
  );
}

/** Who changed which feature, when and why. */
export function FeatureHistoryPage() {
  return <AuditPage about="features" />;
}

/** Who made or revoked which API key, when and why. */
export function ApiKeyHistoryPage() {
  return <AuditPage about="apiKeys" />;
}

function AuditPage({ about }: { about: AuditSubject }) {
  const { account } = useMe();
  return (
    <Frame of={about}>
      <SubjectHistory about={about} timeZone={account.timeZone} />
    </Frame>
  );
}

function Frame({ of, children }: { of: AuditSubject | 'packages'; children: ReactNode }) {
  const { t } = useTranslation('history');
  return (
    <Page title={t('title')} intro={t(`introOf.${of}`)}>
      <HistoryTabs />
      {children}
    </Page>
  );
}
