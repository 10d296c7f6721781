import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { Tabs } from 'antd';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { creditsAccountTabs } from '../../../features/credits/admin/account-tabs.ts';
import { identityAccountTabs } from '../../../features/identity/account-tabs.ts';
import { meteringAccountTabs } from '../../../features/metering/account-tabs.ts';
import type { Texts } from '../../../locales/texts.ts';

/** A feature's part of an account's page. */
interface AccountTab {
  /** Stands in the address, and names the tab's label among the texts. */
  id: keyof Texts['accounts']['tabs'];
  Content: ComponentType<{ account: AccountDetail }>;
}

/** As they stand in the row; the first one needs no word in the address. */
const tabs: readonly [AccountTab, ...AccountTab[]] = [
  ...meteringAccountTabs,
  ...creditsAccountTabs,
  ...identityAccountTabs,
];
const firstTab = tabs[0].id;

/** What each feature knows of an account; which of it is shown stands in the address. */
export function AccountTabs({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  return (
    <Tabs
      activeKey={params.get('tab') ?? firstTab}
      onChange={(tab) => setParams(tab === firstTab ? {} : { tab }, { replace: true })}
      // Five tabs fit on a phone: the menu of those that don't is no valid child of a list of tabs.
      tabBarGutter={16}
      destroyOnHidden
      items={tabs.map(({ id, Content }) => ({
        key: id,
        label: t(`tabs.${id}`),
        children: <Content account={account} />,
      }))}
    />
  );
}
