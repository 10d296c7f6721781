/**
 * The theme: the system's, unless the visitor chose one here or in the app, which reads the same key. A file of its
 * own and first in the page, so that a remembered theme is there before anything is painted.
 */
const key = 'meterstone.theme';
const root = document.documentElement;

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

function readChoice(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function show(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
  else delete root.dataset['theme'];
  for (const button of document.querySelectorAll('[data-theme-switch]')) {
    button.setAttribute('aria-pressed', String(isDark()));
  }
}

function isDark(): boolean {
  return root.dataset['theme'] === 'dark' || (root.dataset['theme'] !== 'light' && prefersDark.matches);
}

show(readChoice());
document.addEventListener('DOMContentLoaded', () => {
  show(readChoice());
});
prefersDark.addEventListener('change', () => {
  show(readChoice());
});
addEventListener('storage', () => {
  show(readChoice());
});
document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element) || !target.closest('[data-theme-switch]')) return;
  const chosen = isDark() ? 'light' : 'dark';
  show(chosen);
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // Then it lasts as long as the page.
  }
});
