import { StrictMode, useEffect } from 'react';
import { offlineError } from './api/http/problem.ts';
import { stored } from './lib/browser/stored.ts';
import { startI18nForVisitors } from './lib/language/i18n.ts';
import { useThemeOnPage } from './lib/theme/theme.ts';
import { visitorTexts } from './locales/visitors.ts';
import { createPageRoot } from './page-root.ts';
import { EntranceContext } from './pages/session/entrance.ts';
import { RegisterPage } from './pages/session/register/register-page.tsx';
import { SignInPage } from './pages/session/sign-in/sign-in-page.tsx';
import { basename, choicePath, chosenPath, entryPath, paths } from './paths.ts';
import { preloadApp } from './preload-app.ts';

/** Who is signed in, or was, and the server is to be told that they left: what the app finds out (api/session.ts). */
const ofSessions = [stored('session'), stored('signing-out')];

/**
 * Shows where visitors sign in and register, without the app: that is loaded, in this same page, for who has a session
 * already, and once somebody has one. The app has these pages, too, for sessions that end in it.
 */
export async function showToVisitors(): Promise<void> {
  const root = createPageRoot();
  let isAppComing = false;

  async function startApp(signedIn?: unknown): Promise<void> {
    if (isAppComing) return;
    isAppComing = true;
    const app = await import('./app/start.tsx').catch((error: unknown) => {
      isAppComing = false;
      throw offlineError(error);
    });
    delete document.documentElement.dataset['visitors'];
    await app.startApp(root, signedIn);
  }

  if (ofSessions.some(({ read }) => read() !== null)) {
    await startApp();
    return;
  }
  // The landing page's link, kept for good. It takes no place in the history: Back would lead here, and on again.
  if (location.pathname === basename + choicePath) {
    history.replaceState(null, '', basename + entryPath(chosenPath(new URLSearchParams(location.search))));
  }
  await startI18nForVisitors(visitorTexts);
  document.documentElement.dataset['visitors'] = '';
  root.render(
    <StrictMode>
      <VisitorPage startApp={startApp} />
    </StrictMode>,
  );
  preloadApp();
}

function VisitorPage({ startApp }: { startApp: (signedIn?: unknown) => Promise<void> }) {
  useThemeOnPage();
  useEffect(() => {
    // In another tab.
    const stops = ofSessions.map(({ subscribe }) => subscribe(() => void startApp()));
    return () => {
      for (const stop of stops) stop();
    };
  }, [startApp]);
  return (
    <EntranceContext value={{ enter: startApp, hasEnded: false }}>
      {location.pathname === basename + paths.signIn ? <SignInPage /> : <RegisterPage />}
    </EntranceContext>
  );
}
