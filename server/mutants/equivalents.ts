import type { Mutant } from './operators.ts';

/** An edit that changes nothing anybody can see. */
interface Equivalent {
  /** The file, relative to server/; a name that ends in `/` stands for all in that folder. */
  file: string;
  /** The line as it is, and as it becomes; trimmed. */
  before: string | RegExp;
  after: string | RegExp;
  why: string;
}

/** Looked at one by one: each says why no test can tell it from the code. */
const equivalents: readonly Equivalent[] = [
  {
    file: 'sql/functions/metering/',
    before: /order by .*\bfor (?:no key )?update/,
    after: /order by .*\bdesc\b/,
    why: 'locks in the other order everywhere in one statement: deadlocks come only of two statements that differ',
  },
];

/** Why a mutant counts as the code itself, if it does. */
export function reasonFor({ file, before, after }: Mutant): string | undefined {
  const isIt = (rule: string | RegExp, line: string) =>
    typeof rule === 'string' ? rule === line.trim() : rule.test(line);
  return equivalents.find(
    (entry) =>
      (entry.file.endsWith('/') ? file.startsWith(entry.file) : file === entry.file) &&
      isIt(entry.before, before) &&
      isIt(entry.after, after),
  )?.why;
}
