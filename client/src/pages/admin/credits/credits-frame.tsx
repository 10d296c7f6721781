import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../../paths.ts';
import { Page } from '../../../ui/page/page.tsx';
import { LinkTabs } from '../../../url/link-tabs.tsx';

interface CreditsFrameProps {
  intro: ReactNode;
  /** That of the times on the page, where they are absolute. */
  timeZone?: string;
  children: ReactNode;
}

/** What the admin's pages about credits have in common: their title, and the way from one to the other. */
export function CreditsFrame({ intro, timeZone, children }: CreditsFrameProps) {
  const { t } = useTranslation('creditsAdmin');
  const { t: common } = useTranslation();
  const title = common('nav.credits');
  return (
    <Page title={title} intro={intro} timeZone={timeZone}>
      <LinkTabs
        label={title}
        tabs={[
          { to: paths.admin.credits, label: t('tabs.accounts') },
          { to: paths.admin.creditGrants, label: t('tabs.grants') },
          { to: paths.admin.creditPrices, label: t('tabs.prices') },
        ]}
      />
      {children}
    </Page>
  );
}
