import { whenIdle } from './lib/browser/when-idle.ts';
import { basename } from './paths.ts';

/** Loads the app's scripts, as its page names them, while somebody fills in a form; none of them runs. */
export function preloadApp(): void {
  whenIdle(() => {
    preloadScripts().catch(() => undefined);
  });
}

async function preloadScripts(): Promise<void> {
  const page = await fetch(`${basename}/`, { priority: 'low' });
  const { head } = new DOMParser().parseFromString(await page.text(), 'text/html');
  const addresses = [
    ...[...head.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src),
    ...[...head.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(({ href }) => href),
  ];
  for (const address of addresses) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.fetchPriority = 'low';
    link.href = address;
    document.head.append(link);
  }
}
