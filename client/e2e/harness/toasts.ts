import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    /** What toasts said since the page was loaded, but for what a test has heard. */
    toasts?: string[];
  }
}

/** Has each page of the context write down what its toasts say: they are gone after three seconds, seen or not. */
export async function rememberToasts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const toasts: string[] = [];
    window.toasts = toasts;
    new MutationObserver((mutations) => {
      for (const node of mutations.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof Element)) continue;
        const found = node.matches('.ant-message-notice')
          ? [node]
          : node.querySelectorAll('.ant-message-notice');
        for (const { textContent } of found) toasts.push(textContent);
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

/** Resolves once a toast has said this; one toast serves for one call. */
export async function toastOf(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const index = window.toasts?.findIndex((toast) => toast.includes(wanted)) ?? -1;
    return index >= 0 && window.toasts?.splice(index, 1).length === 1;
  }, text);
}
