import { useEffect, useSyncExternalStore } from 'react';
import { stored } from '../browser/stored.ts';

/** What the person chose, and what is shown. */
export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = 'light' | 'dark';

const choice = stored('theme');
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

function readThemeChoice(): ThemeChoice {
  return themeChoices.find((known) => known === choice.read()) ?? 'system';
}

export function chooseTheme(theme: ThemeChoice): void {
  choice.write(theme === 'system' ? null : theme);
}

function readTheme(): Theme {
  const chosen = readThemeChoice();
  if (chosen !== 'system') return chosen;
  return prefersDark.matches ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  const stop = choice.subscribe(listener);
  prefersDark.addEventListener('change', listener);
  return () => {
    stop();
    prefersDark.removeEventListener('change', listener);
  };
}

/** The theme to show now. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

/** Puts the theme on the page, where its styles look for it; returns it. */
export function useThemeOnPage(): Theme {
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return theme;
}

/** What the person chose: follows the system unless told otherwise. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, readThemeChoice);
}
