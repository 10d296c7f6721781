import type { ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Config } from '../config.ts';

interface PageHeaderOptions {
  /** What may style the page besides our own files: hashes of its inline styles, or a nonce made for each answer. */
  styles?: readonly (string | ((res: ServerResponse) => string))[];
  /** Whether scripts may write `style` attributes into markup, as ECharts does in its tooltips. */
  styleAttributes?: boolean;
}

/**
 * Express middleware that sets the security headers of pages: everything from this server, no inline scripts, no
 * frames. HSTS only where browsers reach us by https, or they would be locked out. For pages and their files only:
 * the API's answers have a few static headers of their own (`handler.ts`), since this costs more than most of them.
 */
export function createPageHeaders(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  { styles = [], styleAttributes = false }: PageHeaderOptions = {},
): ReturnType<typeof helmet> {
  const isHttps = publicUrl?.startsWith('https:') === true;
  const styleSources = styles.map((source) =>
    typeof source === 'string' ? source : (_req: unknown, res: ServerResponse) => source(res),
  );
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", ...styleSources],
        ...(styleAttributes && { 'style-src-attr': ["'unsafe-inline'"] }),
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}
