import { AssignPackageBody } from '@meterstone/server/contract/credits/packages';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assignPackage } from '../../../api/credits/admin.ts';
import { packageListQuery } from '../../../api/credits/packages.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';

interface Fields {
  packageId?: string;
  reason?: string;
}

/** Gives the account one of the packages on offer, without payment. */
export function AssignPackageModal({ account, onClosed }: { account: AccountDetail; onClosed: () => void }) {
  const { t, i18n } = useTranslation('creditsAdmin');
  const [key] = useState(newIdempotencyKey);
  const { data: packages = [], isPending } = useQuery(packageListQuery);
  const act = useAct({
    schema: AssignPackageBody,
    toInput: (values: Fields) => values,
    send: async (input) => {
      await assignPackage(account.id, input, key);
      return t('assign.done', { name: account.name });
    },
    onClosed,
  });
  return (
    <ActModal act={act} title={t('assign.title', { name: account.name })} submit={t('assign.submit')}>
      <Form.Item name="packageId" label={t('assign.package')} extra={t('assign.help')}>
        <Select
          loading={isPending}
          placeholder={t('assign.choose')}
          notFoundContent={t('assign.none')}
          options={packages
            .filter(({ status }) => status === 'active')
            .map(({ id, name }) => ({ value: id, label: inLanguage(name, i18n.language) }))}
        />
      </Form.Item>
    </ActModal>
  );
}
