import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Texts } from '../../../locales/texts.ts';

type KnownJob = keyof Texts['jobs']['job'];

interface JobTexts {
  name: string;
  description: string | undefined;
}

/** What a job is called and what it does; one that is newer than this page, by the name that the server gives it. */
export function useJobTexts(): (name: string) => JobTexts {
  const { t, i18n } = useTranslation('jobs');
  return useCallback(
    (name) => {
      const isKnown = (job: string): job is KnownJob => i18n.exists(`jobs:job.${job}.name`);
      if (!isKnown(name)) return { name, description: undefined };
      return { name: t(`job.${name}.name`), description: t(`job.${name}.description`) };
    },
    [t, i18n],
  );
}
