/** A zone where it is about noon: no day, week or month ends there while a test runs. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  if (ahead === 0) return 'Etc/GMT';
  // POSIX signs: what is ahead of Greenwich is written with a minus.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
