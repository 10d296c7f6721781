import type { PlanVersionContent } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { DayTime } from '../../../ui/texts/times.tsx';
import { creditsText, grantText, intervalText, percentText } from '../changes/change-words.ts';
import { useWords } from '../changes/use-words.ts';
import styles from './history-list.module.css';

/** What one version of a plan holds, to be read. */
export function VersionContent({ content, timeZone }: { content: PlanVersionContent; timeZone: string }) {
  const { t, i18n } = useTranslation('history');
  const words = useWords();
  const rateText = useOverageText();
  return (
    <div className={styles['content']}>
      <p className="quiet">
        {t('publishedBy', { actor: content.actor.name })},{' '}
        <DayTime at={content.publishedAt} timeZone={timeZone} />
        {content.reason !== null && t('becauseOf', { reason: content.reason })}
      </p>
      <section>
        <h2>{t('content.texts')}</h2>
        {Object.entries(content.name).map(([language, name]) => (
          <div key={language} lang={language}>
            <strong>{name}</strong>
            <p className="quiet">
              {language === 'en' ? content.description.en : content.description['zh-CN']}
            </p>
          </div>
        ))}
      </section>
      <section>
        <h2>{t('content.features')}</h2>
        <ul className={styles['grants']}>
          {content.features.map((feature) => (
            <li key={feature.code}>
              <span>{inLanguage(feature.name, i18n.language)}</span>
              <span className={`number ${styles['right']}`}>
                {grantText(feature, words)}
                {feature.overageRate && (
                  <div className="quiet">{rateText(feature.overageRate, feature.unit)}</div>
                )}
                {feature.thresholds !== null && feature.quota !== null && feature.quota > 0 && (
                  <div className="quiet">
                    {t('content.alertsAt', { thresholds: percentText(feature.thresholds) })}
                  </div>
                )}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {content.credits && (
        <section>
          <h2>{t('content.credits')}</h2>
          <p className="number">{creditsText(content.credits.amount, content.credits.interval, words.t)}</p>
          {content.credits.rolloverPeriods > 0 && (
            <p className="quiet">{t('content.rollover', { count: content.credits.rolloverPeriods })}</p>
          )}
        </section>
      )}
      <section>
        <h2>{t('content.prices')}</h2>
        {content.sales === 'free' && <p className="quiet">{t('content.noPrices')}</p>}
        {content.sales === 'on_request' && (
          <p className="quiet">{t('content.onRequest', { contact: content.contactUrl })}</p>
        )}
        <ul className={styles['grants']}>
          {content.prices.map(({ id, interval, currency, amountMinor }) => (
            <li key={id}>
              <span>{intervalText(interval, words.t)}</span>
              <span className="number">{formatMoney(amountMinor, currency)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
