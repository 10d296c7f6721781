import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { activePackagesQuery } from '../../../api/credits/own.ts';
import { formatDate, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';

/** Packages that run now; nothing where there is none. */
export function ActivePackages({ timeZone }: { timeZone: string }) {
  const { t, i18n } = useTranslation('credits');
  return (
    <QueryView query={useQuery(activePackagesQuery)}>
      {(packages) =>
        packages.length > 0 && (
          <section>
            <h2>{t('packages')}</h2>
            {packages.map(({ id, name, endsAt, dailyCredits }) => (
              <p key={id}>
                <strong>{inLanguage(name, i18n.language)}</strong>{' '}
                {t('until', { date: formatDate(endsAt, timeZone) })}
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
