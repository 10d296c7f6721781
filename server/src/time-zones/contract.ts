import { z } from 'zod';
import { canonicalTimeZone } from './names.ts';

/** An IANA time zone by any of its names; becomes the one that the tz database has for it today. */
export const TimeZone = z
  .string()
  .max(64)
  .overwrite((name) => canonicalTimeZone(name) ?? name)
  .refine((name) => canonicalTimeZone(name) !== undefined, {
    message:
      'Give UTC or an IANA time zone such as Asia/Shanghai; abbreviations such as CST mean several zones',
    params: { code: 'time_zone_unknown' },
  })
  .meta({
    description:
      'IANA time zone such as `Asia/Shanghai`, or `UTC`. Older names become those of today (`Asia/Calcutta` is ' +
      'answered as `Asia/Kolkata`); abbreviations such as `CST` are refused, as they mean several zones.',
  });
