import { ResetUsageBody, type AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { resetUsage } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { Effects } from '../../../ui/forms/effects.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';

interface Fields {
  featureCode?: string;
  reason?: string;
}

interface ResetModalProps {
  account: AccountDetail;
  /** Chosen beforehand; `undefined`: all. */
  featureCode: string | undefined;
  onClosed: () => void;
}

/** The choice of all features; no code begins like it. */
const everything = '*';

/** Sets the use of current periods back to nothing, of one feature or of all. */
export function ResetModal({ account, featureCode, onClosed }: ResetModalProps) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const act = useAct({
    schema: ResetUsageBody,
    toInput: ({ featureCode: code, reason }: Fields) => ({
      ...(code !== everything && { featureCode: code }),
      reason,
    }),
    send: async (input) => {
      const reset = await resetUsage(account.id, input);
      return reset.length === 0
        ? t('reset.nothing')
        : t('reset.done', { name: account.name, features: reset.map(featureName).join(', ') });
    },
    onClosed,
  });
  const chosen = Form.useWatch('featureCode', act.form.form) ?? featureCode ?? everything;
  const metered = account.quotas.filter(({ kind }) => kind === 'metered');
  const affected = metered.filter(
    (quota) => quota.used > 0 && (chosen === everything || quota.featureCode === chosen),
  );
  return (
    <ActModal
      act={act}
      title={t('reset.title', { name: account.name })}
      submit={
        chosen === everything ? t('reset.submitAll') : t('reset.submitOne', { feature: featureName(chosen) })
      }
      isDanger
      initialValues={{ featureCode: featureCode ?? everything }}
    >
      <Form.Item name="featureCode" label={t('reset.which')}>
        <Select
          options={[
            { value: everything, label: t('reset.all') },
            ...metered.map((quota) => ({ value: quota.featureCode, label: featureName(quota.featureCode) })),
          ]}
        />
      </Form.Item>
      <Effects>
        {affected.length === 0 ? (
          <p>{t('reset.nothingUsed')}</p>
        ) : (
          <ul>
            {affected.map((quota) => (
              <li key={quota.featureCode}>
                {featureName(quota.featureCode)}
                <span className="number">{t('reset.effect', { used: formatNumber(quota.used) })}</span>
              </li>
            ))}
          </ul>
        )}
        <p className="quiet">{t('reset.note')}</p>
      </Effects>
    </ActModal>
  );
}
