import { ConfigProvider, theme as themes, type ThemeConfig } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { styleNonce } from '../../lib/browser/style-nonce.ts';
import { isLocale } from '../../lib/language/first-texts.ts';
import { useReducedMotion } from '../../lib/theme/motion.ts';
import { fontFamily, palette } from '../../lib/theme/palette.ts';
import { useThemeOnPage, type Theme } from '../../lib/theme/theme.ts';
import { ToastPlace } from '../feedback/toasts.tsx';

const antLocales = { en: enUS, 'zh-CN': zhCN };

interface ThemingProps {
  children: ReactNode;
  /** `inherit` for those of the page, where Inter is not to come. */
  letters?: string;
}

/** Gives Ant Design our colours, language and nonce, and the page its theme. */
export function Theming({ children, letters = fontFamily }: ThemingProps) {
  const theme = useThemeOnPage();
  const isCalm = useReducedMotion();
  const { i18n } = useTranslation();
  const antTheme = useMemo(() => antThemeOf(theme, isCalm, letters), [theme, isCalm, letters]);
  return (
    <ConfigProvider
      theme={antTheme}
      button={{ autoInsertSpace: false }}
      locale={isLocale(i18n.language) ? antLocales[i18n.language] : enUS}
      {...(styleNonce && { csp: { nonce: styleNonce } })}
    >
      <ToastPlace>{children}</ToastPlace>
    </ConfigProvider>
  );
}

function antThemeOf(theme: Theme, isCalm: boolean, letters: string): ThemeConfig {
  const colours = palette[theme];
  return {
    algorithm: theme === 'dark' ? themes.darkAlgorithm : themes.defaultAlgorithm,
    token: {
      motion: !isCalm,
      colorPrimary: colours.accent,
      colorInfo: colours.accent,
      colorLink: colours.accent,
      colorSuccess: colours.accent,
      colorWarning: colours.warning,
      colorError: colours.exhausted,
      colorBgLayout: colours.ground,
      colorBgBase: colours.surface,
      colorTextBase: colours.text,
      colorText: colours.text,
      colorTextSecondary: colours.quiet,
      colorTextTertiary: colours.quiet,
      colorTextDescription: colours.quiet,
      colorTextPlaceholder: colours.quiet,
      colorBorderSecondary: colours.line,
      // What the algorithms derive from stone greys is brown, and from the accent and the warning grey.
      colorBgContainer: colours.surface,
      colorBgElevated: colours.surface,
      colorBorder: theme === 'dark' ? '#57534E' : '#D6D3D1',
      colorInfoBg: theme === 'dark' ? '#0F2A27' : '#F0FDFA',
      colorInfoBorder: theme === 'dark' ? '#115E59' : '#99F6E4',
      colorWarningBg: theme === 'dark' ? '#2A2408' : '#FEFCE8',
      colorWarningBorder: theme === 'dark' ? '#5C4A0B' : '#E3D28A',
      colorPrimaryBg: theme === 'dark' ? '#0F2A27' : '#F0FDFA',
      borderRadius: 8,
      fontFamily: letters,
      fontSize: 14,
      // Dark text on the bright accent of the dark theme: white would not be readable.
      colorTextLightSolid: theme === 'dark' ? '#0C0A09' : '#FFFFFF',
      boxShadowTertiary: 'none',
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // What can't be pressed yet must still be read.
        colorTextDisabled: colours.quiet,
      },
      Layout: { headerBg: colours.surface, siderBg: colours.surface, bodyBg: colours.ground },
      Menu: { itemBg: 'transparent', darkItemBg: 'transparent' },
      // As grey as the page by default, and so no control at all.
      Segmented: { trackBg: colours.line },
      Table: { headerBg: 'transparent', rowHoverBg: theme === 'dark' ? '#292524' : '#F5F5F4' },
    },
  };
}
