import { exponentOf } from '../../lib/currencies.ts';
import type { SandboxPage } from '../providers/sandbox/page.ts';
import { acts, texts, type Language } from './texts.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { width: min(24rem, 100vw - 2rem); }
ul { padding: 0; list-style: none; }
strong { display: block; font-size: 1.75rem; }
form { display: grid; gap: .5rem; margin-top: 1.5rem; }
button { font: inherit; padding: .75rem; border: 1px solid currentcolor; border-radius: .5rem; cursor: pointer; }
button[value='pay'] { background: #1d4ed8; border-color: #1d4ed8; color: #fff; }
`;

/** The page, in one language; a plain form, without a script. `nonce`: what its style is let in by. */
export function pageHtml(
  page: SandboxPage,
  { language, isOver, nonce }: { language: Language; isOver: boolean; nonce: string },
): string {
  const say = texts[language];
  const buttons = acts.map((act) => `<button name="act" value="${act}">${say[act]}</button>`).join('\n');
  const items = page.items
    .map(
      ({ name, quantity, interval }) =>
        `${name} ${interval ? `· ${say.interval[interval]}` : `× ${quantity}`}`,
    )
    .map((item) => `<li>${escape(item)}</li>`)
    .join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${say.title}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${say.title}</h1>
<p>${say.note}</p>
<ul>
${items}
</ul>
<strong>${escape(money(page, language))}</strong>
${isOver ? `<p role="alert">${say.over}</p>` : `<form method="post">\n${buttons}\n</form>`}
</main>
</body>
</html>
`;
}

function money({ amountMinor, currency }: SandboxPage, language: Language): string {
  const places = exponentOf(currency);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(amountMinor / 10 ** places);
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
