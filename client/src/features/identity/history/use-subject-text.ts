import type { AuditEntry } from '@meterstone/server/contract/identity';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { inLanguage } from '../../../lib/language/translations.ts';
import { stressed } from '../../../ui/texts/sentence.tsx';

const acts = {
  'feature.created': 'featureCreated',
  'feature.updated': 'featureUpdated',
  'feature.archived': 'featureArchived',
  'feature.restored': 'featureRestored',
  'feature.deleted': 'featureDeleted',
  'api_key.created': 'apiKeyCreated',
  'api_key.revoked': 'apiKeyRevoked',
} as const;

const isKnown = (action: string): action is keyof typeof acts => Object.hasOwn(acts, action);

const Named = z.object({ name: z.object({ en: z.string(), 'zh-CN': z.string() }) });
/** A feature is called what it was called then, a key what it is called. */
const FeatureDetails = z.object({ before: Named.optional(), after: Named.optional() });
const KeyDetails = z.object({ name: z.string() });

/** Tells an audit line of a feature or an API key as a sentence with what it is about `stressed`. */
export function useSubjectText(): (entry: AuditEntry) => string {
  const { t, i18n } = useTranslation('history');

  function nameOf({ target, details }: AuditEntry): string {
    const feature = FeatureDetails.safeParse(details).data;
    const named = feature?.after ?? feature?.before;
    if (named) return inLanguage(named.name, i18n.language);
    return KeyDetails.safeParse(details).data?.name ?? target ?? '';
  }

  return (entry) => {
    const values = { actor: entry.actor.name, name: stressed(nameOf(entry)) };
    return isKnown(entry.action)
      ? t(`subject.${acts[entry.action]}`, values)
      : t('subject.other', { ...values, action: entry.action });
  };
}
