import { useTranslation } from 'react-i18next';
import type { Page } from '../../pages/define-page.ts';
import type { NavItem } from './frame.tsx';

/** Links to those of the pages that are in the navigation, in their order. */
export function useNav(pages: readonly Page[]): NavItem[] {
  const { t } = useTranslation();
  return pages.flatMap(({ path, nav }) => {
    if (!nav) return [];
    const { label, icon: Icon } = nav;
    return [{ path, label: t(label), ...(Icon && { icon: <Icon /> }) }];
  });
}
