import { useRef, useState, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError, type ApiError } from '../../../lib/api-error.ts';
import { refusalTexts } from '../../../lib/language/validation.ts';
import type { Check } from './checks.ts';

interface EntranceForm {
  /** For `<form {...props}>`. */
  props: Pick<ComponentProps<'form'>, 'ref' | 'noValidate' | 'onChange' | 'onSubmit'>;
  /** What a field holds. */
  text: (name: string) => string;
  /** What is wrong with each field, by name. */
  errors: ReadonlyMap<string, string>;
  isSending: boolean;
  /** A refusal that belongs to no field. */
  problem: ApiError | undefined;
  /** Why the server refused fields, until something is typed. */
  refused: ApiError['fields'];
}

/**
 * A form of the browser's own fields. They are judged as those of `useContractForm`: a field once it was touched, all
 * of them on sending, and again by the server, whose words appear beside the fields.
 */
export function useEntranceForm<Name extends string>(
  checks: Record<Name, Check>,
  send: (text: (name: Name) => string) => Promise<void>,
): EntranceForm {
  const { t, i18n } = useTranslation('validation');
  const form = useRef<HTMLFormElement>(null);
  const touched = useRef(new Set<string>());
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiError>();
  const [refused, setRefused] = useState<ApiError['fields']>([]);

  function readTexts(): Map<string, string> {
    const fields = new FormData(form.current ?? undefined);
    return new Map([...fields].flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));
  }

  function findErrors(held: Map<string, string>): Map<string, string> {
    return new Map(
      Object.entries<Check>(checks).flatMap(([name, check]) => {
        const error = check(held.get(name) ?? '', t);
        return error === undefined ? [] : [[name, error]];
      }),
    );
  }

  /** Says whether any field of the form has one. */
  function show(found: Map<string, string>): boolean {
    const first = Object.keys(checks).find((name) => found.has(name));
    const field = form.current?.elements.namedItem(first ?? '');
    if (field instanceof HTMLElement) field.focus();
    setErrors(found);
    return first !== undefined;
  }

  async function submit(): Promise<void> {
    const held = readTexts();
    if (isSending || show(findErrors(held))) return;
    setSending(true);
    setProblem(undefined);
    setRefused([]);
    try {
      await send((name) => held.get(name) ?? '');
    } catch (thrown) {
      const refusal = toApiError(thrown);
      const isShown = show(refusalTexts(refusal.fields, { t, language: i18n.language }));
      if (!isShown) setProblem(refusal);
      setRefused(refusal.fields);
    } finally {
      setSending(false);
    }
  }

  return {
    text: (name) => texts.get(name) ?? '',
    errors,
    isSending,
    problem,
    refused,
    props: {
      ref: form,
      noValidate: true,
      onChange: ({ target }) => {
        if (target instanceof HTMLInputElement) touched.current.add(target.name);
        const held = readTexts();
        setTexts(held);
        setProblem(undefined);
        setRefused([]);
        setErrors(new Map([...findErrors(held)].filter(([name]) => touched.current.has(name))));
      },
      onSubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
  };
}
