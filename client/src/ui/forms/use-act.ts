import { App } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { useContractForm } from './use-contract-form.ts';

/** Something that an admin does to an account, by a form in a modal. */
export interface Act<Values> {
  form: ReturnType<typeof useContractForm<z.ZodType, Values & object>>;
  isOpen: boolean;
  close: () => void;
  afterClose: () => void;
}

/** The modal's form: once sent it says so and closes; `onClosed` is called when it is out of sight. */
export function useAct<Schema extends z.ZodType, Values extends object>({
  schema,
  toInput,
  send,
  onClosed,
}: {
  schema: Schema;
  toInput: (values: Values) => unknown;
  /** Returns what to tell when it is done. */
  send: (input: z.output<Schema>) => Promise<string>;
  onClosed: () => void;
}): Act<Values> {
  const { message } = App.useApp();
  const [isOpen, setOpen] = useState(true);
  const form = useContractForm({
    schema,
    toInput,
    send: async (input) => {
      const done = await send(input);
      setOpen(false);
      void message.success(done);
    },
  });
  return { form, isOpen, close: () => setOpen(false), afterClose: onClosed };
}
