import { createHash } from 'node:crypto';

/** The sources of a CSP that let a page's own `<style>` elements in, by their content. */
export function inlineStylesOf(html: string): string[] {
  return [...html.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(
    ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  );
}
