import { exponentOf } from '../../../src/lib/currencies.ts';
import { actsAt, type Page } from './buyer.ts';
import type { Courier } from './courier.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { width: min(60rem, 100vw - 2rem); margin: 2rem auto; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: start; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
strong { display: block; font-size: 1.75rem; }
button { font: inherit; padding: .5rem 1rem; }
fieldset { display: flex; flex-wrap: wrap; gap: 1rem; }
`;

const titles = { stripe: 'Stripe', creem: 'Creem', alipay: 'Alipay', wechat: 'WeChat Pay' };
const labels = { pay: 'Pay', later: 'Pay by bank (takes 5 s)', fail: 'Card is refused', cancel: 'Go back' };

const html = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head><body><main>${body}</main></body></html>
`;

/** Where a buyer pays. */
export function payPage(page: Page, note: string): string {
  const buttons = actsAt(page)
    .map((act) => `<button name="act" value="${act}">${labels[act]}</button>`)
    .join('\n');
  return html(
    `${titles[page.provider]} stand-in`,
    `<h1>${titles[page.provider]} stand-in</h1>
<p>This plays ${titles[page.provider]}. No money moves.</p>
<p>${escape(page.reference)}</p>
<strong>${money(page)}</strong>
<p role="status">${escape(note)}</p>
<form method="post">${buttons}</form>`,
  );
}

/** All pages, what came of callbacks, and the switches. */
export function deskPage(pages: readonly Page[], courier: Courier, shop: string): string {
  const { switches, log, waiting, now } = courier;
  const check = (name: 'isShuffled' | 'isDropped' | 'isForged' | 'isOld', label: string) =>
    `<label><input type="checkbox" name="${name}" ${switches[name] ? 'checked' : ''}> ${label}</label>`;
  const rows = pages.map(
    (
      page,
    ) => `<tr><td>${titles[page.provider]}</td><td><a href="/pay/${page.provider}/${escape(page.id)}">${escape(page.reference)}</a></td>
<td>${money(page)}</td><td>${escape(page.state)}</td><td><form method="post" action="/panel/${page.provider}/${escape(page.id)}">
<button>Give all back</button></form></td></tr>`,
  );
  const lines = log
    .slice(-50)
    .reverse()
    .map(
      ({ at, provider, what, came }) =>
        `<tr><td>${Math.round(at / 1_000)} s</td><td>${titles[provider]}</td><td>${escape(what)}</td><td>${came}</td></tr>`,
    );
  return html(
    'Stand-ins of payment providers',
    `<h1>Stand-ins of payment providers</h1>
<p>Buy something at <a href="${escape(shop)}">${escape(shop)}</a>; a code to scan leads to its page below.</p>
<h2>Callbacks</h2>
<form method="post" action="/switches"><fieldset>
<label>Each comes <input name="times" type="number" min="1" max="9" value="${switches.times}"> times</label>
<label>delayed by <input name="delaySeconds" type="number" min="0" max="86400" value="${switches.delayMs / 1_000}"> s</label>
${check('isShuffled', 'in any order')} ${check('isDropped', 'none arrives')} ${check('isForged', 'a forged one before each')}
${check('isOld', 'signed ten minutes ago')} <button>Set</button>
</fieldset></form>
<form method="post" action="/clock"><button name="minutes" value="1">A minute on</button>
<button name="minutes" value="60">An hour on</button> ${waiting} on their way at ${Math.round(now / 1_000)} s</form>
<table>${lines.join('')}</table>
<h2>Pages</h2>
<table>${rows.join('')}</table>`,
  );
}

function money({ amountMinor, currency }: Page): string {
  return `${(amountMinor / 10 ** exponentOf(currency)).toFixed(exponentOf(currency))} ${escape(currency)}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
