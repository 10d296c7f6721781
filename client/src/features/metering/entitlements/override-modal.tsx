import { counterLimit } from '@meterstone/server/bounds';
import { OverrideBody, type AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { type Override } from '@meterstone/server/contract/metering/entitlements';
import { Form, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { setOverride } from '../../../api/admin-accounts.ts';
import { useFeatureName, useIsSwitch } from '../../../api/use-catalog-names.ts';
import { formatNumber, zonePlace } from '../../../lib/language/format.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';
import { instantOf, typedInstant, wallTimeOf } from '../../../lib/time/wall-time.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { ExpiryField } from '../../../ui/forms/time/expiry-field.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';
import { OverrideEffect } from './override-effect.tsx';
import styles from './override-modal.module.css';
import { PlanGives } from './plan-gives.tsx';

const modes = ['number', 'unlimited', 'none'] as const;
const switchModes = ['on', 'none'] as const;

interface Fields {
  mode?: (typeof modes)[number] | (typeof switchModes)[number] | undefined;
  /** As typed; counts while the mode is `number`. */
  quota?: string | undefined;
  /** Wall time of the account's zone; a text where it is none. */
  expiresAt?: Dayjs | string | null;
  reason?: string;
}

interface OverrideModalProps {
  account: AccountDetail;
  featureCode: string;
  onClosed: () => void;
}

/** Gives the account a quota of its own for one feature, or switches one on or off, for good or until a date. */
export function OverrideModal({ account, featureCode, onClosed }: OverrideModalProps) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const zone = account.timeZone;
  const feature = featureName(featureCode);
  const act = useAct({
    schema: OverrideBody,
    toInput: ({ expiresAt, reason, ...quota }: Fields) => ({
      quota: quotaOf(quota),
      ...(expiresAt && { expiresAt: typedInstant(expiresAt, zone) }),
      reason,
    }),
    send: async (input) => {
      await setOverride(account.id, featureCode, input);
      return t('override.done', { feature, name: account.name });
    },
    onClosed,
  });
  const isSwitch = useIsSwitch()(featureCode);
  const initialValues = fieldsOf(
    account.overrides.find((override) => override.featureCode === featureCode),
    { zone, isSwitch },
  );
  const mode = Form.useWatch('mode', act.form.form) ?? initialValues.mode;
  const typed = Form.useWatch('quota', act.form.form) ?? initialValues.quota;
  const expiresAt = Form.useWatch('expiresAt', act.form.form) ?? undefined;
  const quota = quotaOf({ mode, quota: typed });
  return (
    <ActModal
      act={act}
      title={t(isSwitch ? 'override.switchTitle' : 'override.title', { feature, name: account.name })}
      submit={t('override.submit')}
      initialValues={initialValues}
    >
      <p className="quiet">
        <PlanGives account={account} featureCode={featureCode} />
      </p>
      <Form.Item name="mode" label={t(isSwitch ? 'override.switch' : 'override.quota')}>
        <Radio.Group
          options={(isSwitch ? switchModes : modes).map((value) => ({
            value,
            label: t(`override.mode.${value}`),
          }))}
        />
      </Form.Item>
      {mode === 'number' && <Amount quota={quota} />}
      {typeof quota === 'number' && Number.isFinite(quota) && (
        <OverrideEffect
          account={account}
          featureCode={featureCode}
          quota={quota}
          expiresAt={typeof expiresAt === 'object' ? instantOf(expiresAt, zone) : undefined}
        />
      )}
      <ExpiryField
        label={t('override.expiresAt')}
        help={t('override.expiresHelp', { zone: zonePlace(zone) })}
        timeZone={zone}
      />
    </ActModal>
  );
}

/** How many, and what is wrong with it while one types. */
function Amount({ quota }: { quota: number | string | undefined }) {
  const { t } = useTranslation('accounts');
  const error =
    quota === Infinity
      ? t('override.amountTooLarge', { most: formatNumber(counterLimit) })
      : typeof quota === 'string' && t('override.amountError');
  return (
    <Form.Item
      name="quota"
      label={t('override.amount')}
      {...(error && { validateStatus: 'error', help: <div className={styles['refusal']}>{error}</div> })}
    >
      <WholeNumberInput autoFocus />
    </Form.Item>
  );
}

/** As the API takes it. */
function quotaOf({ mode, quota }: Pick<Fields, 'mode' | 'quota'>): number | string | undefined {
  if (mode === 'unlimited' || mode === 'on') return -1;
  if (mode === 'none') return 0;
  return typedWholeNumber(quota);
}

interface Shown {
  zone: string;
  isSwitch: boolean;
}

function fieldsOf(present: Override | undefined, { zone, isSwitch }: Shown): Fields {
  if (!present) return { mode: isSwitch ? 'on' : 'number' };
  const all = isSwitch ? 'on' : 'unlimited';
  return {
    mode: present.quota === -1 ? all : present.quota === 0 ? 'none' : 'number',
    ...(present.quota > 0 && { quota: String(present.quota) }),
    ...(present.expiresAt !== null && { expiresAt: wallTimeOf(present.expiresAt, zone) }),
  };
}
