import { UserOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/use-session.ts';
import { LoadedLater } from '../../ui/page/loaded-later.tsx';

// Menus weigh more than the first screen should carry for something that is seldom opened.
const load = () => import('./account-dropdown.tsx');
const AccountDropdown = lazy(async () => ({ default: (await load()).AccountDropdown }));

/** The person's own: profile, language, theme, sign out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const [isWanted, setWanted] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  const button = (
    <Button
      ref={place}
      type="text"
      icon={<UserOutlined />}
      aria-label={`${t('nav.account')}: ${user.name}`}
      aria-haspopup="menu"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      <span className="on-wide-screens">{user.name}</span>
    </Button>
  );
  if (!isWanted) return button;
  return (
    <LoadedLater fallback={button}>
      <AccountDropdown returnFocus={() => place.current?.focus()}>{button}</AccountDropdown>
    </LoadedLater>
  );
}
