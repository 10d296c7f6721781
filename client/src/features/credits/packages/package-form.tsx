import {
  PackageDraft,
  PackageUpdate,
  type AdminPackageDetail,
} from '@meterstone/server/contract/credits/packages';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createPackage, packageListQuery, publishPackage } from '../../../api/credits/packages.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import { useTakenCode } from '../../../ui/forms/use-taken-code.ts';
import { changesBetween } from './package-changes.ts';
import { PackageEffects } from './package-effects.tsx';
import { contentOf, emptyFields, fieldsOf, type PackageFields } from './package-fields.ts';
import { PackageInputs } from './package-inputs.tsx';

interface PackageFormProps {
  /** Absent for a new one. */
  item: AdminPackageDetail | undefined;
  /** Where a new one comes in the order. */
  sortOrder: number;
  /** Told with the version that was edited; undefined for a new one. */
  onSaved: (saved: AdminPackageDetail, before: AdminPackageDetail | undefined) => void;
}

interface FormFields extends PackageFields {
  reason: string;
}

/** Everything about a package. What others publish meanwhile neither overwrites what is typed nor is overwritten. */
export function PackageForm({ item, sortOrder, onSaved }: PackageFormProps) {
  const { t } = useTranslation('packages');
  const problemText = useProblemText();
  const [start, setStart] = useState({ item, fields: item ? fieldsOf(item) : emptyFields });
  const [key] = useState(newIdempotencyKey);
  const takenText = useTakenCode(useQuery(packageListQuery).data ?? []);
  const { form, props, isSending, error } = useContractForm({
    schema: item ? PackageUpdate : PackageDraft,
    toInput: ({ reason, ...fields }: FormFields) =>
      item
        ? { ...contentOf(fields), ...(reason.trim() && { reason: reason.trim() }) }
        : { ...contentOf(fields), code: fields.code.trim(), sortOrder },
    send: async (input) =>
      onSaved(
        start.item
          ? await publishPackage(start.item.id, start.item.version, input)
          : await createPackage(PackageDraft.parse(input), key),
        start.item,
      ),
    warn: ({ code }) => (item ? {} : { code: takenText(code) }),
  });
  const initial: FormFields = { ...start.fields, reason: '' };
  // Fields that are not drawn, such as the code of one that is there, are in none of what the form tells; the reason
  // is no part of the package.
  const typed = Form.useWatch(({ reason: _reason, ...rest }: Partial<FormFields>) => rest, form);
  const fields = { ...start.fields, ...typed };
  const isOvertaken = !isSending && item !== undefined && start.item?.version !== item.version;
  return (
    <Form {...props} initialValues={initial}>
      {isOvertaken && (
        <Form.Item>
          <Alert
            type="warning"
            showIcon
            role="alert"
            title={t('form.overtaken', { version: item.version })}
            action={
              <Button
                size="small"
                onClick={() => {
                  form.setFieldsValue(fieldsOf(item));
                  setStart({ item, fields: fieldsOf(item) });
                }}
              >
                {t('form.loadTheirs', { version: item.version })}
              </Button>
            }
          />
        </Form.Item>
      )}
      {error && (
        <FormProblem text={error.code === 'version_conflict' ? t('form.stale') : problemText(error).text} />
      )}
      <PackageInputs isNew={item === undefined} />
      {item && (
        <Form.Item name="reason" label={t('form.reason')}>
          <Input maxLength={500} />
        </Form.Item>
      )}
      <PackageEffects item={start.item} start={start.fields} fields={fields} />
      <Button
        type="primary"
        htmlType="submit"
        block
        loading={isSending}
        disabled={item !== undefined && changesBetween(start.fields, fields).length === 0}
      >
        {start.item ? t('form.publish', { version: start.item.version + 1 }) : t('form.create')}
      </Button>
    </Form>
  );
}
