import { ElasticConsentBody, type ElasticQuota } from '@meterstone/server/contract/metering/elastic';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { consentToOverage } from '../../../api/credits/elastic.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';

const schema = ElasticConsentBody.pick({ capPerPeriod: true });

/** The most credits that one period may cost; empty is no limit. */
export function CapForm({ elastic, name }: { elastic: ElasticQuota; name: string }) {
  const { t } = useTranslation('credits');
  const { message } = useToasts();
  const problemText = useProblemText();
  const { featureCode, capPerPeriod } = elastic;
  const { props, isSending, error } = useContractForm({
    schema,
    toInput: (fields: { capPerPeriod?: string }) => ({ capPerPeriod: typedWholeNumber(fields.capPerPeriod) }),
    send: async (input) => {
      await consentToOverage(featureCode, { enabled: true, ...input });
      void message.success(t('elastic.capSaved'));
    },
  });
  const initialValues = { capPerPeriod: capPerPeriod === null ? '' : String(capPerPeriod) };
  return (
    // Its name keeps the ids of the fields of several features apart.
    <Form {...props} name={`cap-${featureCode}`} initialValues={initialValues}>
      {error && (
        <Form.Item>
          <Alert type="error" showIcon role="alert" title={problemText(error).text} />
        </Form.Item>
      )}
      <Form.Item name="capPerPeriod" label={t('elastic.cap', { feature: name })} extra={t('elastic.capHelp')}>
        <Input className="number" inputMode="numeric" autoComplete="off" />
      </Form.Item>
      <Button htmlType="submit" loading={isSending}>
        {t('elastic.capSubmit')}
      </Button>
    </Form>
  );
}
