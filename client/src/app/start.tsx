import '../lib/browser/zod-without-eval.ts';
import '@fontsource-variable/inter/wght.css';
import { StrictMode } from 'react';
import type { Root } from 'react-dom/client';
import { startRealtime } from '../api/live/realtime.ts';
import { enter, followOtherTabs, restoreSession } from '../api/session.ts';
import { startI18n } from '../lib/language/i18n.ts';
import { App } from './app.tsx';

/** Shows the app; to who has just signed in, with what that answered. To be called once. */
export async function startApp(root: Root, signedIn?: unknown): Promise<void> {
  followOtherTabs();
  if (signedIn !== undefined) enter(signedIn);
  // Away or not: the app shows what is the matter, and tries again.
  else restoreSession().catch(() => undefined);
  await startI18n();
  startRealtime();
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
