import { useTranslation } from 'react-i18next';
import { matchPath, useLocation } from 'react-router';
import type { Page } from '../../pages/define-page.ts';
import { paths } from '../../paths.ts';
import type { NavItem } from './frame.tsx';

/** Links to those of the pages that are in the navigation, in their order; marked is the one to where one is. */
export function useNav(pages: readonly Page[]): NavItem[] {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const open = pages.find(({ path }) => matchPath(path, pathname));
  const place = open?.marks?.(new URLSearchParams(search)) ?? pathname;
  return pages.flatMap(({ path, nav }) => {
    if (!nav) return [];
    const { label, icon: Icon } = nav;
    // Every other page lies below these.
    const end = path === paths.overview || path === paths.admin.overview;
    const isMarked = matchPath({ path, end }, place) !== null;
    return [{ path, label: t(label), isMarked, ...(Icon && { icon: <Icon /> }) }];
  });
}
