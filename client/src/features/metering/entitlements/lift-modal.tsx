import { LiftOverrideBody, type AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountQuotaQuery, liftOverride } from '../../../api/admin-accounts.ts';
import { useFeatureName, useGrantText } from '../../../api/use-catalog-names.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';

/** The API does without a reason; people who read the history later do not. */
const WithReason = LiftOverrideBody.required();

interface LiftModalProps {
  account: AccountDetail;
  featureCode: string;
  onClosed: () => void;
}

/** Takes an override away, so that the plan's quota holds again. */
export function LiftModal({ account, featureCode, onClosed }: LiftModalProps) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const grantText = useGrantText();
  const { data } = useQuery(accountQuotaQuery(account.id, featureCode));
  const feature = featureName(featureCode);
  const present = account.overrides.find((override) => override.featureCode === featureCode);
  const act = useAct({
    schema: WithReason,
    toInput: (values: { reason?: string }) => values,
    send: async (input) => {
      await liftOverride(account.id, featureCode, input);
      return t('lift.done', { feature, name: account.name });
    },
    onClosed,
  });
  return (
    <ActModal
      act={act}
      title={t('lift.title', { feature, name: account.name })}
      submit={t('lift.submit')}
      isDanger
    >
      <p>
        {t('lift.effect', {
          before: grantText(featureCode, present?.quota ?? null),
          after: data ? grantText(featureCode, data.plan?.quota ?? null) : '…',
        })}
      </p>
    </ActModal>
  );
}
