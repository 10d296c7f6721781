import type { ActivePackage, Package } from '@meterstone/server/contract/credits/packages';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { currencyOf, usualCurrency } from '../../../lib/language/currency.ts';
import { formatCount, formatDate, formatPrice } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { checkoutPath } from '../../../paths.ts';
import cards from '../../../ui/page/cards.module.css';
import { LinkButton } from '../../../url/link-button.tsx';

interface OfferedPackageProps {
  item: Package;
  /** In which the reader paid before; else their language suggests one. */
  currency: string | null;
  /** The same package, where the reader has it already. */
  running: Pick<ActivePackage, 'endsAt'> | undefined;
}

/** A package to buy: what it gives, for how long, its price, and until when one has it already. */
export function OfferedPackage({ item, currency: paid, running }: OfferedPackageProps) {
  const { t, i18n } = useTranslation('credits');
  const { timeZone } = useMe().account;
  const { code, credits, dailyCredits, validityDays, prices } = item;
  const shown = currencyOf(prices, [paid, usualCurrency(i18n.language)]);
  const price = prices.find(({ currency }) => currency === shown);
  const name = inLanguage(item.name, i18n.language);
  if (!price) return null;
  return (
    <li className={cards['card']}>
      <div>
        <h2 className={cards['name']}>{name}</h2>
        {running && (
          <p className="quiet">{t('buy.running', { end: formatDate(running.endsAt, timeZone) })}</p>
        )}
      </div>
      <p className="quiet">{inLanguage(item.description, i18n.language)}</p>
      <p className={`${cards['price']} number`}>{formatPrice(price.amountMinor, price.currency)}</p>
      <ul className={cards['given']}>
        {credits > 0 && <li>{t('buy.credits', { count: credits, amount: formatCount(credits) })}</li>}
        {dailyCredits !== null && (
          <li>{t('eachDay', { count: dailyCredits, amount: formatCount(dailyCredits) })}</li>
        )}
        <li>{t('buy.days', { count: validityDays, amount: formatCount(validityDays) })}</li>
      </ul>
      <LinkButton to={checkoutPath({ package: code, currency: price.currency })}>
        {t('buy.buy', { name })}
      </LinkButton>
    </li>
  );
}
