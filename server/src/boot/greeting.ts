import type { AdminAtHand } from '../identity/sign-in/made-up-admin.ts';

/** Who can sign in; the password only where we made it ourselves. */
export interface SignIn {
  who: string;
  email: string;
  password?: string;
}

/** What a person reads on the terminal once the server is ready. */
export function greeting(url: string, admin: AdminAtHand, demo: readonly SignIn[]): string {
  const signIns = typeof admin === 'object' ? [{ who: 'Admin', ...admin }, ...demo] : demo;
  const rows = [
    ['Address', url],
    ['Sign in', `${url}/app/`],
    ['API docs', `${url}/api/docs`],
    ...(admin === 'none'
      ? [['Admin', 'nobody yet: set ADMIN_EMAIL and ADMIN_PASSWORD, and start again']]
      : []),
    ...signIns.map(({ who, email, password }) => [
      who,
      password ? `${email}   first password ${password}` : email,
    ]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}   ${value}`);
  return ['', 'Meterstone is ready', '', ...lines, '', ''].join('\n');
}
