import './lib/browser/zod-without-eval.ts';
import '@fontsource-variable/inter/wght.css';
import './lib/theme/palette.css';
import './ui/page/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startRealtime } from './api/live/realtime.ts';
import { followOtherTabs, restoreSession } from './api/session.ts';
import { App } from './app/app.tsx';
import { giveStylesTheirNonce } from './lib/browser/style-nonce.ts';
import { startI18n } from './lib/language/i18n.ts';

async function start(): Promise<void> {
  giveStylesTheirNonce();
  followOtherTabs();
  // Away or not: the app shows what is the matter, and tries again.
  const restored = restoreSession().catch(() => undefined);
  await startI18n();
  startRealtime();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has a #root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  await restored;
}

void start();
