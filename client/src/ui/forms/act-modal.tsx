import { Form, Modal, type FormProps } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../lib/api-error.ts';
import { FormProblem } from '../feedback/form-problem.tsx';
import { useProblemText } from '../feedback/use-problem-text.ts';
import { ReasonInput } from './reason-field.tsx';
import type { Act } from './use-act.ts';

interface ActModalProps<Values extends object> {
  act: Act<Values>;
  title: string;
  /** Names what is done and to what. */
  submit: string;
  isDanger?: boolean;
  isSubmitDisabled?: boolean;
  /** What says by itself why it is done asks for no reason. */
  asksWhy?: boolean;
  /** Who reads the reason, where that is not only whoever asks later. */
  reasonHelp?: string;
  initialValues?: FormProps<Values>['initialValues'];
  /** What a refusal means here; undefined: what it means everywhere. */
  problem?: (error: ApiError) => string | undefined;
  /** Its own fields and what they lead to. */
  children?: ReactNode;
}

/** A small form over the page, which asks for the reason of what an admin is about to do. */
export function ActModal<Values extends object>({
  act,
  title,
  submit,
  isDanger = false,
  isSubmitDisabled = false,
  asksWhy = true,
  reasonHelp,
  initialValues,
  problem,
  children,
}: ActModalProps<Values>) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const formId = useId();
  const { form } = act;
  return (
    <Modal
      open={act.isOpen}
      title={title}
      styles={{ header: { marginBottom: 16 } }}
      okText={submit}
      cancelText={t('cancel')}
      okButtonProps={{
        htmlType: 'submit',
        form: formId,
        danger: isDanger,
        loading: form.isSending,
        disabled: isSubmitDisabled,
      }}
      cancelButtonProps={{ disabled: form.isSending }}
      onCancel={act.close}
      afterClose={act.afterClose}
    >
      <Form<Values> {...form.props} id={formId} {...(initialValues && { initialValues })}>
        {form.error && <FormProblem text={problem?.(form.error) ?? problemText(form.error).text} />}
        {children}
        {asksWhy && (
          <Form.Item name="reason" label={t('reasonRequired')} extra={reasonHelp ?? t('reasonHelp')}>
            <ReasonInput aria-required />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
