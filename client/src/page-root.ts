import './lib/theme/palette.css';
import './ui/page/base.css';
import { createRoot, type Root } from 'react-dom/client';
import { giveStylesTheirNonce } from './lib/browser/style-nonce.ts';

/** Where everything is shown, in the page's styles. To be called once. */
export function createPageRoot(): Root {
  giveStylesTheirNonce();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has a #root');
  return createRoot(root);
}
