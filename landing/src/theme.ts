/**
 * The theme: the system's, unless the visitor chose one here or in the app, which reads the same key. A file of its
 * own and first in the page, so that a remembered theme is there before anything is painted.
 */
const key = 'meterstone.theme';
const root = document.documentElement;

function readChoice(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function show(theme: string | null): void {
  const chosen = theme === 'light' || theme === 'dark' ? theme : null;
  if (chosen) root.dataset['theme'] = chosen;
  else delete root.dataset['theme'];
  for (const choice of document.querySelectorAll<HTMLSelectElement>('[data-theme-choice]')) {
    choice.value = chosen ?? 'system';
  }
}

show(readChoice());
document.addEventListener('DOMContentLoaded', () => {
  show(readChoice());
});
addEventListener('storage', () => {
  show(readChoice());
});
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement) || !target.matches('[data-theme-choice]')) return;
  const chosen = target.value;
  show(chosen);
  try {
    if (chosen === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, chosen);
  } catch {
    // Then it lasts as long as the page.
  }
});
