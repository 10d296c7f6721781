import { OverrideBody, type AccountDetail } from '@meterstone/server/contract/metering';
import { Checkbox, DatePicker, Form, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { useTranslation } from 'react-i18next';
import { setOverride } from '../../api/accounts.ts';
import { useMe } from '../../api/use-session.ts';
import { ActModal } from './act-modal.tsx';
import { PlanGives } from './plan-gives.tsx';
import { useAct } from './use-act.ts';
import { useCatalogNames } from './use-catalog-names.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

interface Fields {
  quota?: number | null;
  isUnlimited?: boolean;
  /** Wall time of the admin's zone. */
  expiresAt?: Dayjs | null;
  reason?: string;
}

interface OverrideModalProps {
  account: AccountDetail;
  featureCode: string;
  onClosed: () => void;
}

/** Gives the account a quota of its own for one feature, for good or until a date. */
export function OverrideModal({ account, featureCode, onClosed }: OverrideModalProps) {
  const { t } = useTranslation('accounts');
  const { featureName, unitOf } = useCatalogNames();
  const zone = useMe().account.timeZone;
  const present = account.overrides.find((override) => override.featureCode === featureCode);
  const feature = featureName(featureCode);
  const act = useAct({
    schema: OverrideBody,
    toInput: ({ quota, isUnlimited, expiresAt, reason }: Fields) => ({
      quota: isUnlimited ? -1 : quota,
      ...(expiresAt && { expiresAt: instantOf(expiresAt, zone) }),
      reason,
    }),
    send: async (input) => {
      await setOverride(account.id, featureCode, input);
      return t('override.done', { feature, name: account.name });
    },
    onClosed,
  });
  const isUnlimited = Form.useWatch('isUnlimited', act.form.form) ?? present?.quota === -1;
  return (
    <ActModal
      act={act}
      title={t('override.title', { feature, name: account.name })}
      submit={t('override.submit')}
      initialValues={{
        isUnlimited: present?.quota === -1,
        ...(present && present.quota >= 0 && { quota: present.quota }),
        ...(present?.expiresAt && { expiresAt: dayjs(present.expiresAt).tz(zone) }),
      }}
    >
      <p className="quiet">
        <PlanGives accountId={account.id} featureCode={featureCode} />
      </p>
      <Form.Item name="quota" label={t('override.quota')}>
        <InputNumber
          min={0}
          precision={0}
          disabled={isUnlimited}
          suffix={unitOf(featureCode)}
          style={{ width: '100%' }}
          autoFocus
        />
      </Form.Item>
      <Form.Item name="isUnlimited" valuePropName="checked" style={{ marginTop: -16 }}>
        <Checkbox>{t('override.unlimited')}</Checkbox>
      </Form.Item>
      <Form.Item name="expiresAt" label={t('override.expiresAt')} extra={t('override.expiresHelp', { zone })}>
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          minDate={dayjs()}
          style={{ width: '100%' }}
        />
      </Form.Item>
    </ActModal>
  );
}

/** The instant of a wall time that was picked, whatever zone the browser is in. */
function instantOf(wallTime: Dayjs, zone: string): string {
  return dayjs.tz(wallTime.format('YYYY-MM-DDTHH:mm'), zone).toISOString();
}
