import { brand } from '@meterstone/landing/brand';
import mark from '@meterstone/landing/mark.svg';
import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../lib/language/translations.ts';
import styles from './brand.module.css';

/** Whether the pages inside are Meterstone's own, for admins, and not those of the product that is sold with it. */
export const IsMeterstone = createContext(false);

const ownMark = `${import.meta.env.BASE_URL}favicon.svg`;

/** The name that a page goes by. */
export function useBrandName(): string {
  const { i18n } = useTranslation();
  return use(IsMeterstone) ? 'Meterstone' : inLanguage(brand, i18n.language);
}

/** Sign and name, and the sign of the browser's tab; what they lead to is around them. */
export function Brand() {
  const name = useBrandName();
  const address = use(IsMeterstone) ? ownMark : mark;
  return (
    <span className={styles['brand']}>
      <link rel="icon" type="image/svg+xml" href={address} />
      <img src={address} alt="" width={24} height={24} />
      {name}
    </span>
  );
}
