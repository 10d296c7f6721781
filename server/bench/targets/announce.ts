import type { Server } from 'node:http';

/** An answer of the size of a recorded use. */
export const answer = JSON.stringify({
  ok: true,
  data: {
    id: '01a1fd1f-2325-7679-b8c1-647a2dad200a',
    featureCode: 'articles',
    amount: 1,
    replayed: false,
    late: false,
    quota: {
      featureCode: 'articles',
      kind: 'metered',
      unit: 'article',
      enabled: true,
      unlimited: false,
      quota: 1_000_000_000,
      used: 81_000,
      reserved: 0,
      remaining: 999_919_000,
      percent: 0.1,
      resetPeriod: 'daily',
      periodStart: '2026-11-20T16:00:00.000Z',
      periodEnd: '2026-11-21T16:00:00.000Z',
      timeZone: 'Asia/Shanghai',
    },
    alerts: [],
  },
});

/** Opens a free port and tells the parent process which. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
  });
}
