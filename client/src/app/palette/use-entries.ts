import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { accountsQuery } from '../../api/admin-accounts.ts';
import { featureListQuery, planListQuery } from '../../api/catalog.ts';
import { packageListQuery } from '../../api/credits/packages.ts';
import { ordersQuery } from '../../api/orders/admin.ts';
import { useMe } from '../../api/use-session.ts';
import { inLanguage } from '../../lib/language/translations.ts';
import { usePaused } from '../../lib/time/use-paused.ts';
import { adminPages } from '../../pages/admin/pages.ts';
import type { Page } from '../../pages/define-page.ts';
import { userPages } from '../../pages/user/pages.ts';
import { paths } from '../../paths.ts';
import { keywords } from './keywords.ts';
import { matching, type Entry, type EntryGroup } from './match.ts';

/** As many as are taken in at a glance; who sees too many types on. */
const most = 6;
/** The API takes no more. */
const longest = 200;

/** Where the person may go by what was typed; every page while that is nothing. */
export function useEntries(typed: string): { groups: EntryGroup[]; isSearching: boolean } {
  const { t } = useTranslation();
  const text = typed.trim().slice(0, longest);
  const pages = usePages();
  const catalog = useCatalog(text !== '');
  const orders = useOrders(text);
  const accounts = useAccounts(text);
  const groups = [
    ...pages.map(({ label, entries }) => ({ label, entries: matching(entries, text) })),
    ...catalog.map(({ label, entries }) => ({
      label,
      entries: text === '' ? [] : matching(entries, text).slice(0, most),
    })),
    { label: t('nav.orders'), entries: orders },
    { label: t('nav.accounts'), entries: accounts.entries },
  ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isSearching: accounts.isSearching,
  };
}

/** Of the half of the app where one is first, then of the other one. */
function usePages(): EntryGroup[] {
  const { t } = useTranslation();
  const { user } = useMe();
  const { pathname } = useLocation();
  const entriesOf = (pages: readonly Page[]): Entry[] =>
    pages.flatMap(({ path, name, nav }) =>
      nav ? [{ path, label: t(nav.label), also: [name, keywords[name] ?? ''] }] : [],
    );
  const own = {
    label: t('nav.userCenter'),
    entries: [
      ...entriesOf(userPages),
      { path: paths.profile, label: t('nav.profile'), also: ['profile', keywords['profile'] ?? ''] },
    ],
  };
  if (user.role !== 'admin') return [own];
  const admin = { label: t('nav.admin'), entries: entriesOf(adminPages) };
  return pathname.startsWith(paths.admin.overview) ? [admin, own] : [own, admin];
}

/** Plans, packages and features, by their names in both languages and by their codes. */
function useCatalog(isWanted: boolean): EntryGroup[] {
  const { t, i18n } = useTranslation();
  const { user } = useMe();
  const enabled = isWanted && user.role === 'admin';
  const plans = useQuery({ ...planListQuery, enabled }).data ?? [];
  const packages = useQuery({ ...packageListQuery, enabled }).data ?? [];
  const features = useQuery({ ...featureListQuery, enabled }).data ?? [];
  const entryOf = (path: string, { code, name }: { code: string; name: Record<string, string> }): Entry => ({
    path,
    label: inLanguage(name, i18n.language),
    note: code,
    also: Object.values(name),
  });
  return [
    {
      label: t('nav.plans'),
      entries: plans.map((plan) => entryOf(paths.admin.plan(plan.id), plan)),
    },
    {
      label: t('nav.packages'),
      entries: packages.map((item) => entryOf(paths.admin.package(item.id), item)),
    },
    {
      label: t('nav.features'),
      entries: features.map((feature) => entryOf(paths.admin.feature(feature.code), feature)),
    },
  ];
}

/** Orders are numbered, so only what has a digit can mean one. */
function useOrders(text: string): Entry[] {
  const { user } = useMe();
  const q = usePaused(text);
  const isWanted = user.role === 'admin' && /\d/.test(q);
  const found = useQuery({ ...ordersQuery({ q, limit: most, offset: 0 }), enabled: isWanted });
  if (!isWanted || !found.data || text === '') return [];
  return found.data.items.map(({ id, orderNumber, accountName }) => ({
    path: paths.admin.order(id),
    label: orderNumber,
    note: accountName,
  }));
}

/** The server searches among them: there may be very many. */
function useAccounts(text: string): { entries: Entry[]; isSearching: boolean } {
  const { t } = useTranslation();
  const { user } = useMe();
  const q = usePaused(text);
  const isWanted = user.role === 'admin' && text !== '' && q !== '';
  const found = useQuery({ ...accountsQuery({ q, limit: most, offset: 0 }), enabled: isWanted });
  if (!isWanted || !found.data) return { entries: [], isSearching: isWanted && found.isFetching };
  const { items, total } = found.data;
  const entries = items.map(({ id, name, email, externalId }) => ({
    path: paths.admin.account(id),
    label: name,
    note: email ?? externalId ?? undefined,
  }));
  const all = {
    path: `${paths.admin.accounts}?q=${encodeURIComponent(q)}`,
    label: t('palette.allAccounts', { count: total }),
  };
  return {
    entries: total > items.length ? [...entries, all] : entries,
    isSearching: q !== text || found.isFetching,
  };
}
