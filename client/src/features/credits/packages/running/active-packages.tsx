import type { ActivePackage } from '@meterstone/server/contract/credits/packages';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatNumber } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';
import { QueryView, type Fetched } from '../../../../ui/feedback/query-view.tsx';
import styles from './active-packages.module.css';

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
            {packages.map(({ id, name, endsAt, dailyCredits, terms }) =>
              terms.length > 1 ? (
                <div key={id} className={styles['package']}>
                  <strong>{inLanguage(name, i18n.language)}</strong>{' '}
                  {t('term.after', { times: formatNumber(terms.length) })}
                  <Terms of={inLanguage(name, i18n.language)} terms={terms} timeZone={timeZone} />
                </div>
              ) : (
                <p key={id}>
                  <strong>{inLanguage(name, i18n.language)}</strong>{' '}
                  {t('until', { date: formatDateTime(endsAt, timeZone) })}
                  {dailyCredits !== null &&
                    ` · ${t('eachDay', { count: dailyCredits, amount: formatNumber(dailyCredits) })}`}
                </p>
              ),
            )}
          </section>
        )
      }
    </QueryView>
  );
}

interface TermsProps extends Pick<ActivePackage, 'terms'> {
  /** What the package is called. */
  of: string;
  timeZone: string;
}

/** What each purchase gives, and when: the first term runs, each other one begins where the one before it ends. */
function Terms({ of, terms, timeZone }: TermsProps) {
  const { t } = useTranslation('credits');
  const at = (instant: string) => formatDateTime(instant, timeZone);
  return (
    <ul aria-label={of} className={styles['terms']}>
      {terms.map(({ id, startsAt, endsAt, credits, dailyCredits }, index) => (
        <li key={id}>
          {[
            index === 0
              ? t('term.now', { end: at(endsAt) })
              : t('term.next', { from: at(startsAt), end: at(endsAt) }),
            dailyCredits !== null &&
              t('eachDay', { count: dailyCredits, amount: formatNumber(dailyCredits) }),
            credits > 0 && t('term.credits', { count: credits, amount: formatNumber(credits) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </li>
      ))}
    </ul>
  );
}
