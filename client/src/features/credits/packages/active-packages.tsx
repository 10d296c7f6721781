import type { ActivePackage } from '@meterstone/server/contract/credits/packages';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { QueryView, type Fetched } from '../../../ui/feedback/query-view.tsx';

interface ActivePackagesProps {
  query: Fetched<ActivePackage[]>;
  /** The account's. */
  timeZone: string;
}

/** Packages that run now; nothing where there is none. */
export function ActivePackages({ query, timeZone }: ActivePackagesProps) {
  const { t, i18n } = useTranslation('credits');
  return (
    <QueryView query={query}>
      {(packages) =>
        packages.length > 0 && (
          <section>
            <h2>{t('packages')}</h2>
            {packages.map(({ id, name, endsAt, dailyCredits }) => (
              <p key={id}>
                <strong>{inLanguage(name, i18n.language)}</strong>{' '}
                {t('until', { date: formatDateTime(endsAt, timeZone) })}
                {dailyCredits !== null &&
                  ` · ${t('eachDay', { count: dailyCredits, amount: formatNumber(dailyCredits) })}`}
              </p>
            ))}
          </section>
        )
      }
    </QueryView>
  );
}
