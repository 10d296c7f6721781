import helmet from 'helmet';
import type { Config } from '../config.ts';

/**
 * Express middleware that sets the security headers of pages: everything from this server, nothing inline, no frames.
 * HSTS only where browsers reach us by https, or they would be locked out. For pages and their files only: the
 * API's answers have a few static headers of their own (`handler.ts`), since this costs more than most of them.
 */
export function createPageHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): ReturnType<typeof helmet> {
  const isHttps = publicUrl?.startsWith('https:') === true;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
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
