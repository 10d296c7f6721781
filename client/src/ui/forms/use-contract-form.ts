import { Form, type FormInstance } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { toApiError, type ApiError } from '../../lib/api-error.ts';
import { fieldErrors, refusalTexts } from '../../lib/language/validation.ts';

interface ContractForm<Values> {
  form: FormInstance<Values>;
  /** For `<Form {...props}>`. */
  props: {
    form: FormInstance<Values>;
    layout: 'vertical';
    requiredMark: false;
    noValidate: true;
    onFinish: () => void;
    onValuesChange: (changed: object) => void;
  };
  isSending: boolean;
  /** A refusal that belongs to no field. */
  error: ApiError | undefined;
  /** Why the server refused fields, until something is typed: where there is more to say than what is wrong. */
  refused: ApiError['fields'];
}

/**
 * A form whose fields are judged by the contract's own schema: a field once it was touched, all of them on sending,
 * and again by the server, whose words appear beside the fields. `toInput` turns what the fields hold into what
 * the API takes; field names are the paths of the schema. `warn` tells what else seems wrong while one types, by field:
 * it hinders no sending, as that is the server's to judge.
 */
export function useContractForm<Schema extends z.ZodType, Values extends object>({
  schema,
  toInput,
  send,
  warn,
}: {
  schema: Schema;
  toInput: (values: Values) => unknown;
  send: (input: z.output<Schema>) => Promise<void>;
  warn?: (values: Values) => Readonly<Record<string, string | undefined>>;
}): ContractForm<Values> {
  const [form] = Form.useForm<Values>();
  const { t, i18n } = useTranslation('validation');
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [refused, setRefused] = useState<ApiError['fields']>([]);

  async function finish(): Promise<void> {
    const input = toInput(form.getFieldsValue());
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      showErrors(form, fieldErrors(schema, input, t), false);
      return;
    }
    setSending(true);
    setError(undefined);
    setRefused([]);
    try {
      await send(parsed.data);
    } catch (thrown) {
      const problem = toApiError(thrown);
      const isShown = showErrors(form, refusalTexts(problem.fields, { t, language: i18n.language }), false);
      if (!isShown) setError(problem);
      setRefused(problem.fields);
    } finally {
      setSending(false);
    }
  }

  return {
    form,
    isSending,
    error,
    refused,
    props: {
      form,
      layout: 'vertical',
      requiredMark: false,
      noValidate: true,
      onFinish: () => void finish(),
      onValuesChange: () => {
        setError(undefined);
        setRefused([]);
        const values = form.getFieldsValue();
        const errors = fieldErrors(schema, toInput(values), t);
        showErrors(form, new Map([...Object.entries(warn?.(values) ?? {}), ...errors]), true);
      },
    },
  };
}

/** Puts each error beside its field; all fields, or those that were touched. Says whether any field had one. */
function showErrors(
  form: FormInstance,
  errors: ReadonlyMap<string, string | undefined>,
  onlyTouched: boolean,
): boolean {
  const names = form.getFieldsError().map(({ name }) => name);
  form.setFields(
    names
      .filter((name) => !onlyTouched || form.isFieldTouched(name))
      .map((name) => {
        const text = errors.get(name.join('.'));
        return { name, errors: text === undefined ? [] : [text] };
      }),
  );
  const first = names.find((name) => errors.has(name.join('.')));
  if (!onlyTouched && first) form.focusField(first);
  return first !== undefined;
}
