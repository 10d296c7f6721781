/**
 * The theme: the system's, unless the visitor chose one here or in the app, which reads the same key; and whether
 * somebody is signed in there. A file of its own and first in the page, so that both are known before anything is
 * painted.
 */
const key = 'meterstone.theme';
/** The app keeps whose session the browser holds under it. */
const sessionKey = 'meterstone.session';
const root = document.documentElement;

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function showMembers(): void {
  root.toggleAttribute('data-member', read(sessionKey) !== null);
}

function show(theme: string | null): void {
  const chosen = theme === 'light' || theme === 'dark' ? theme : null;
  if (chosen) root.dataset['theme'] = chosen;
  else delete root.dataset['theme'];
  for (const choice of document.querySelectorAll<HTMLSelectElement>('[data-theme-choice]')) {
    choice.value = chosen ?? 'system';
  }
}

show(read(key));
showMembers();
document.addEventListener('DOMContentLoaded', () => {
  show(read(key));
});
addEventListener('storage', () => {
  show(read(key));
  showMembers();
});
// The back button brings the page back as it was left.
addEventListener('pageshow', showMembers);
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
