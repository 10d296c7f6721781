import { errorCodes } from '../../lib/errors/error-codes.ts';

/** What a caller should do about a refusal, by its status. */
const advice: Record<number, string> = {
  400: 'Mend the request; the same one fails again.',
  401: 'Sign in again, or check the API key. An access token lasts 15 minutes: refresh it.',
  402: 'Top up or pay another way, then try again.',
  403: 'Nothing helps but other rights, another plan or an API key with the scope.',
  404: 'Check the id. What belongs to others answers the same.',
  405: 'Use a method that the `Allow` header names.',
  409: 'Fetch the present state and decide anew.',
  412: 'Fetch the present version, apply the change to it, and send that version in `If-Match`.',
  413: 'Send less at once.',
  415: 'Send `Content-Type: application/json`, in UTF-8.',
  422: 'Mend the fields that `errors` names; the same request fails again.',
  429: 'Wait as long as `Retry-After` says. Without it, waiting does not help.',
  500: 'Try again later with the same idempotency key; tell us the request id if it stays.',
  503: 'Try again after `Retry-After` seconds, with the same idempotency key.',
};

/** The same where the code says more than its status. */
const adviceByCode: Partial<Record<string, string>> = {
  insufficient_credits:
    'Get credits: packages of them (`GET /api/packages`) are bought on the page `/app/packages`, and some plans ' +
    'include them. Then the same request can succeed.',
  quota_exceeded:
    'Wait as long as `Retry-After` says. Without it, waiting does not help. Where `cap` stands, the owner lets ' +
    'credits pay beyond the quota, up to a limit: a higher one helps (`PUT /api/usage/elastic/{featureCode}`, or the ' +
    'page `/app/credits`).',
};

interface ErrorLine {
  code: string;
  status: number;
  title: string;
  sqlstate: string | undefined;
  advice: string;
}

function errorLines(): ErrorLine[] {
  return Object.entries(errorCodes).map(([code, entry]) => ({
    code,
    status: entry.status,
    title: entry.title,
    sqlstate: 'sqlstate' in entry ? entry.sqlstate : undefined,
    advice: adviceByCode[code] ?? advice[entry.status] ?? '',
  }));
}

/** The table of error codes as `docs/errors.md` holds it. */
export function errorsMarkdown(): string {
  const rows = errorLines().map(
    ({ code, status, title, sqlstate, advice }) =>
      `| \`${code}\` | ${status} | ${title} | ${advice} | ${sqlstate ? `\`${sqlstate}\`` : ''} |`,
  );
  return `# Errors

Every refusal is \`application/problem+json\` (RFC 9457) with one of these codes. Codes are stable: decide by them, not
by words. SQLSTATE is what a Postgres function raises for the code.

Generated from \`server/src/lib/errors/error-codes.ts\` by \`npm run docs --workspace server\`.

| Code | Status | Meaning | What to do | SQLSTATE |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** The same as a page, an anchor for each code: the `type` of a problem leads here. */
export function errorsPage(): string {
  const sections = errorLines().map(
    ({ code, status, title, advice }) => `
      <section id="${code}">
        <h2><a href="#${code}">${code}</a> <small>${status}</small></h2>
        <p>${title}.</p>
        <p class="advice">${advice.replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>
      </section>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Errors – Meterstone API</title>
    <link rel="stylesheet" href="/api/docs/docs.css" />
  </head>
  <body>
    <nav><a href="/api/docs">Meterstone API</a> <a href="/api/openapi.json">openapi.json</a></nav>
    <main class="errors">
      <h1>Errors</h1>
      <p>
        Every refusal is <code>application/problem+json</code> with one of these codes. Codes are stable: decide by
        them, not by words.
      </p>${sections.join('')}
    </main>
  </body>
</html>
`;
}
