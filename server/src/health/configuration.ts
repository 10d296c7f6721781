import type pg from 'pg';
import { z } from 'zod';
import { redisAnswers } from '../cache/redis.ts';
import type { Config } from '../config.ts';
import { isMigrated } from '../db/migrations/migrate.ts';
import type { Advice } from './advice.ts';

interface Opinion {
  /** Something that was promised does not hold. */
  breaches: Advice[];
  /** It could be set up better. */
  notices: Advice[];
}

/** Clocks of machines that keep time differ by milliseconds; one that differs by seconds is not kept. */
const noticedSkewMs = 2_000;
/** Then tokens are refused, and what has ended is shown as if it went on. */
const brokenSkewMs = 60_000;

/** What this node, its database and Redis are set up like, as far as it matters to what is promised. */
export async function checkConfiguration(client: pg.Client, config: Config): Promise<Opinion> {
  const opinion: Opinion = { breaches: [], notices: [] };
  const advise = (rule: string, detail: Advice['detail'] = {}) => opinion.notices.push({ rule, detail });

  if (!(await isMigrated(client))) opinion.breaches.push({ rule: 'all migrations are applied', detail: {} });
  for (const setting of await switchedOff(client)) {
    // Production refuses to start then, but it may have been switched off since.
    opinion[config.production ? 'breaches' : 'notices'].push({
      rule: 'what is answered is on disk',
      detail: { setting, is: 'off', 'should be': 'on' },
    });
  }
  const skewMs = await clockSkew(client);
  if (Math.abs(skewMs) > noticedSkewMs) {
    opinion[Math.abs(skewMs) > brokenSkewMs ? 'breaches' : 'notices'].push({
      rule: 'clocks agree',
      detail: { is: `${(skewMs / 1_000).toFixed(1)} s`, 'should be at most': `${noticedSkewMs / 1_000} s` },
    });
  }
  if (config.redisUrl !== undefined && !(await redisAnswers(config.redisUrl))) advise('Redis answers');
  for (const month of await monthsApart(client)) advise('all months of records are read', { month });
  for (const rule of await adviceOnConnection(client)) advise(rule);
  for (const rule of adviceOnSettings(config)) advise(rule);
  return opinion;
}

async function switchedOff(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest(array['fsync', 'synchronous_commit', 'full_page_writes']) as name
     where current_setting(name) = 'off'`,
  );
  return rows.map(({ name }) => name);
}

/** Those on their way out of the database, or back: of a command that runs, or was cut off (metering/archive). */
async function monthsApart(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(
    `select month from public.usage_months() where state <> 'kept'`,
  );
  return rows.map(({ month }) => month);
}

/** By how much the database's clock is ahead of ours, in milliseconds, beyond what the way there can explain. */
async function clockSkew(client: pg.Client): Promise<number> {
  const asked = Date.now();
  const { rows } = await client.query<{ now: number }>(
    'select public.version_clock() / 1000.0::float8 as now',
  );
  const answered = Date.now();
  const theirs = z.number().parse(rows[0]?.now);
  if (theirs < asked) return theirs - asked;
  return theirs > answered ? theirs - answered : 0;
}

async function adviceOnConnection(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ is_open: boolean; is_owner: boolean }>(
    `select
       coalesce(not ssl.ssl and not inet_client_addr() << inet '127.0.0.0/8' and inet_client_addr() <> '::1', false)
         as is_open,
       pg_has_role(current_user, (select relowner from pg_class where oid = to_regclass('public.accounts')), 'member')
         as is_owner
     from pg_stat_ssl as ssl where ssl.pid = pg_backend_pid()`,
  );
  return [
    ...(rows[0]?.is_open ? ['the way to the database is encrypted'] : []),
    ...(rows[0]?.is_owner ? ['the server does not own its tables'] : []),
  ];
}

function adviceOnSettings({ production, databaseUrl, publicUrl, trustProxy, secrets }: Config): string[] {
  const advice: string[] = [];
  if (!production && databaseUrl !== undefined) advice.push('NODE_ENV is production');
  if (secrets.jwt !== undefined && new Set(secrets.jwt).size < 12) advice.push('JWT_SECRET is random');
  if (!production) return advice;
  if (publicUrl === undefined) advice.push('PUBLIC_URL is set');
  else if (!publicUrl.startsWith('https:')) advice.push('PUBLIC_URL is https');
  else if (trustProxy === false) advice.push('TRUST_PROXY is set');
  return advice;
}
