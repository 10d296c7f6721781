import { createHash } from 'node:crypto';
import { AppError, invalidField } from '../lib/app-error.ts';

/** A strong entity tag: equal exactly when the content is, on whatever node it was made (RFC 9110 §8.8.3). */
export function entityTagOf(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}"`;
}

/** Whether an `If-None-Match` header names this tag; compares weakly, as RFC 9110 §13.1.2 asks. */
export function matchesEntityTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((entry) => entry.trim().replace(/^W\//, ''))
    .some((entry) => entry === '*' || entry === tag);
}

/**
 * The version that an `If-Match` header names: `7`, `"7"` or `W/"7"`. Errors: `invalid_input` at `If-Match` when it
 * is missing or names none; `*` is no version, since it would overwrite whatever somebody else saved.
 */
export function versionFromIfMatch(ifMatch: string | undefined): number {
  const version = /^(?:W\/)?(?:"([1-9]\d{0,8})"|([1-9]\d{0,8}))$/.exec(ifMatch?.trim() ?? '');
  if (version) return Number(version[1] ?? version[2]);
  throw invalidField('If-Match', 'Send the version you edited, such as If-Match: "7"');
}

/** The version as an entity tag, to be sent back as `If-Match`. */
export function versionTag({ version }: { version: number }): { ETag: string } {
  return { ETag: `"${version}"` };
}

/** Errors: `version_conflict` with `currentVersion` where it is not the one that was edited. */
export function requireVersion(current: number, expected: number): void {
  if (current === expected) return;
  throw new AppError('version_conflict', {
    detail: `Somebody else published version ${current} meanwhile`,
    meta: { currentVersion: current },
  });
}
