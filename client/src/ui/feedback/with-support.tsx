import { useTranslation } from 'react-i18next';
import { supportUrl } from '../../lib/browser/support-url.ts';
import { Filled, gap } from '../texts/filled.tsx';

/** The way to whoever can help; nothing where the installation names nobody. */
export function SupportLink() {
  const { t } = useTranslation();
  return supportUrl === undefined ? null : <a href={supportUrl}>{t('support.contact')}</a>;
}

/** A text that leaves people to ask the team, and the way there. */
export function WithSupport({ text }: { text: string }) {
  const { t } = useTranslation();
  if (supportUrl === undefined) return text;
  return (
    <Filled text={t('support.after', { text, way: gap('way') })} parts={{ way: <SupportLink key="way" /> }} />
  );
}
