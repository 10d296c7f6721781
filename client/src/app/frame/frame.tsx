import { MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useMe } from '../../api/use-session.ts';
import { paths } from '../../paths.ts';
import { Brand } from '../../ui/page/brand.tsx';
import { LoadedLater } from '../../ui/page/loaded-later.tsx';
import { AccountZone } from '../../ui/texts/account-zone.ts';
import { WithCount } from '../../ui/texts/with-count.tsx';
import { PaletteButton } from '../palette/palette-button.tsx';
import { useOpening } from '../use-opening.ts';
import { AccountMenu } from './account-menu.tsx';
import { ConnectionBanner, ConnectionSign, useLostSince } from './connection.tsx';
import styles from './frame.module.css';
import { ViewBanner } from './view-banner.tsx';

// Drawers weigh more than the first screen should carry for what only phones have.
const loadMenu = () => import('./menu-drawer.tsx');
const MenuDrawer = lazy(async () => ({ default: (await loadMenu()).MenuDrawer }));

interface Way {
  path: string;
  label: ReactNode;
}

export interface NavItem extends Way {
  icon?: ReactNode;
  /** The page that is open is this one, or belongs to it. */
  isMarked: boolean;
}

interface FrameProps {
  nav: NavItem[];
  /** The other half of the app, where the person may go there. */
  elsewhere?: Way | undefined;
  /** Navigation on the left instead of on top. */
  isColumn?: boolean;
  /** Alerts: for the title of the tab, and the button of the menu that hides their link. */
  unread?: number;
  children: ReactNode;
}

/**
 * What stands around every page: brand, navigation, connection, the person's menu. On phones the navigation is a
 * drawer.
 */
export function Frame({ nav, elsewhere, isColumn = false, unread = 0, children }: FrameProps) {
  const { t } = useTranslation();
  const { timeZone } = useMe().account;
  const { pathname } = useLocation();
  const menu = useOpening();
  const { close: closeMenu } = menu;
  useEffect(() => closeMenu(), [closeMenu, pathname]);
  useUnreadInTitle(unread);
  const lostAt = useLostSince();

  const links = (
    <nav aria-label={t('nav.main')} className={styles['nav']}>
      {nav.map(({ path, label, icon, isMarked }) => (
        <Link key={path} to={path} aria-current={isMarked ? 'page' : undefined}>
          {icon}
          {label}
        </Link>
      ))}
      {elsewhere && (
        <Link to={elsewhere.path} className={styles['elsewhere']}>
          {elsewhere.label}
        </Link>
      )}
    </nav>
  );

  return (
    <AccountZone value={timeZone}>
      <div className={styles['frame']} data-column={isColumn}>
        <a href="#content" className={styles['skip']}>
          {t('nav.skip')}
        </a>
        <header className={styles['header']}>
          <Button
            type="text"
            className={styles['menuButton'] ?? ''}
            icon={
              <WithCount count={unread}>
                <MenuOutlined />
              </WithCount>
            }
            aria-label={unread > 0 ? t('nav.menuUnread', { count: unread }) : t('nav.menu')}
            onPointerEnter={() => void loadMenu()}
            onFocus={() => void loadMenu()}
            onClick={menu.open}
          />
          <Link to={isColumn ? paths.admin.overview : paths.overview}>
            <Brand />
          </Link>
          {!isColumn && <div className={styles['onTop']}>{links}</div>}
          <div className={styles['end']}>
            <ConnectionSign />
            <PaletteButton />
            <AccountMenu />
          </div>
        </header>
        {isColumn && <aside className={styles['column']}>{links}</aside>}
        {menu.wasOpened && (
          <LoadedLater>
            <MenuDrawer isOpen={menu.isOpen} onClose={closeMenu}>
              {links}
            </MenuDrawer>
          </LoadedLater>
        )}
        <main id="content" className={styles['content']} tabIndex={-1} data-stale={lostAt !== undefined}>
          <ViewBanner />
          {lostAt !== undefined && <ConnectionBanner lostAt={lostAt} />}
          {children}
        </main>
      </div>
    </AccountZone>
  );
}

/** `(3) Overview · Inkstone`, whoever sets the title and whenever. */
function useUnreadInTitle(unread: number): void {
  useEffect(() => {
    const mark = () => {
      const plain = document.title.replace(/^\(\d+\+?\) /, '');
      const title = unread > 0 ? `(${unread}) ${plain}` : plain;
      if (document.title !== title) document.title = title;
    };
    mark();
    const observer = new MutationObserver(mark);
    const title = document.querySelector('title');
    if (title) observer.observe(title, { childList: true });
    return () => observer.disconnect();
  }, [unread]);
}
