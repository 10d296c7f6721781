/** The boot cannot go on; the message is the one line that tells an operator what to do. Never shown to clients. */
export class BootError extends Error {}

/** A setting is bad or missing: the boot stops with this one line. */
export class ConfigError extends Error {}

/** Node's name for what the system refused, such as `EACCES`. */
export function systemCode(error: unknown): string | undefined {
  // Not by instanceof: under a test runner Node's own errors are of another realm.
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
