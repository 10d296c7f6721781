/** China has no summer time: the clock is eight hours ahead of UTC all year. */
const offsetMs = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as Alipay and WeChat Pay read times, wherever this server runs. */
export function toBeijingTime(instant: Date): string {
  return new Date(instant.getTime() + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** ISO 8601 of Alipay's `yyyy-MM-dd HH:mm:ss`, fractions of a second left out; undefined for anything else. */
export function fromBeijingTime(text: string | undefined): string | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(text ?? '') ?? [];
  if (date === undefined || time === undefined) return undefined;
  const instant = new Date(`${date}T${time}+08:00`);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
