import { CheckOutlined } from '@ant-design/icons';
import { Dropdown, type MenuProps } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { updateProfile } from '../../api/identity.ts';
import { signOut } from '../../api/session.ts';
import { useMe } from '../../api/use-session.ts';
import { locales } from '../../lib/language/first-texts.ts';
import { changeLocale } from '../../lib/language/i18n.ts';
import { chooseTheme, themeChoices, useThemeChoice } from '../../lib/theme/theme.ts';
import { paths } from '../../paths.ts';
import { useToasts } from '../../ui/feedback/toasts.tsx';
import { useProblemText } from '../../ui/feedback/use-problem-text.ts';

interface AccountDropdownProps {
  /** Puts the focus on the button, where it was before the menu took it. */
  returnFocus: () => void;
  /** The button. */
  children: ReactElement;
}

/** The menu below a button; open when it first appears, as it was asked for. */
export function AccountDropdown({ returnFocus, children }: AccountDropdownProps) {
  const { t, i18n } = useTranslation();
  const { user } = useMe();
  const theme = useThemeChoice();
  const navigate = useNavigate();
  const { message } = useToasts();
  const problemText = useProblemText();
  const [isOpen, setOpen] = useState(true);
  const failed = (error: unknown) => void message.error(problemText(error).text);

  const items: MenuProps['items'] = [
    { key: 'who', type: 'group', label: user.email },
    { key: 'profile', label: t('nav.profile'), onClick: () => void navigate(paths.profile) },
    { type: 'divider' },
    {
      key: 'language',
      type: 'group',
      label: t('language.label'),
      children: locales.map((locale) => ({
        key: locale,
        icon: <Mark isOn={i18n.language === locale} />,
        label: <span lang={locale}>{t(`language.${locale}`)}</span>,
        onClick: () => {
          void changeLocale(locale);
          updateProfile({ locale }).catch(failed);
        },
      })),
    },
    {
      key: 'theme',
      type: 'group',
      label: t('theme.label'),
      children: themeChoices.map((choice) => ({
        key: choice,
        icon: <Mark isOn={theme === choice} />,
        label: t(`theme.${choice}`),
        onClick: () => chooseTheme(choice),
      })),
    },
    { type: 'divider' },
    { key: 'signOut', label: t('signOut'), onClick: () => void signOut().catch(failed) },
  ];

  return (
    <Dropdown
      menu={{ items }}
      trigger={['click']}
      placement="bottomRight"
      autoFocus
      open={isOpen}
      onOpenChange={(isWanted) => {
        setOpen(isWanted);
        // Elsewhere the focus is by somebody's own choice.
        if (!isWanted && document.activeElement?.closest('[role="menu"]')) returnFocus();
      }}
    >
      {children}
    </Dropdown>
  );
}

function Mark({ isOn }: { isOn: boolean }) {
  return <CheckOutlined style={{ visibility: isOn ? 'visible' : 'hidden' }} />;
}
