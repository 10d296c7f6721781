/** One edit of one line. */
export interface Mutant {
  /** Relative to server/. */
  file: string;
  /** From 1. */
  line: number;
  operator: string;
  before: string;
  after: string;
}

interface Operator {
  name: string;
  /** All the lines that one line can become by it. */
  edits: (line: string) => string[];
}

/** Each place where the pattern stands, replaced there alone. */
function each(name: string, pattern: RegExp, becomes: (found: string) => string[]): Operator {
  return {
    name,
    edits: (line) =>
      [...line.matchAll(pattern)].flatMap((match) =>
        becomes(match[0]).map(
          (text) => line.slice(0, match.index) + text + line.slice(match.index + match[0].length),
        ),
      ),
  };
}

/** The line goes, as a whole. */
function drop(name: string, pattern: RegExp): Operator {
  return { name, edits: (line) => (pattern.test(line) ? [''] : []) };
}

function table(entries: Record<string, string[]>): (found: string) => string[] {
  return (found) => entries[found.trim()]?.map((text) => found.replace(found.trim(), text)) ?? [];
}

const comparisons = { '<': ['<='], '<=': ['<'], '>': ['>='], '>=': ['>'] };
const arithmetic = { '+': ['-'], '-': ['+'] };

const both: Operator[] = [
  each('comparison', / (?:<=|>=|<|>) /g, table(comparisons)),
  each('arithmetic', / [+-] /g, table(arithmetic)),
  each('truth', /\b(?:true|false)\b/g, table({ true: ['false'], false: ['true'] })),
];

const sql: Operator[] = [
  ...both,
  each('equality', / (?:=|<>) /g, table({ '=': ['<>'], '<>': ['='] })),
  each('logic', / (?:and|or) /g, table({ and: ['or'], or: ['and'] })),
  each(
    'negation',
    /\bis (?:not )?null\b/g,
    table({ 'is null': ['is not null'], 'is not null': ['is null'] }),
  ),
  each('bound', /\b(?:greatest|least)\(/g, table({ 'greatest(': ['least('], 'least(': ['greatest('] })),
  each('default', /\bcoalesce\(([^(),]+), ([^(),]+)\)/g, (found) => [
    found.replace(/coalesce\(([^(),]+), [^(),]+\)/, '$1'),
  ]),
  each('order', /(?<=order by .*)(?: desc\b|\w(?=(?:,|\)|;|$)))/g, (found) =>
    found === ' desc' ? [''] : [`${found} desc`],
  ),
  each('lock', / ?for (?:no key )?update(?: of \w+)?(?: skip locked)?/g, () => ['']),
  drop('dropped condition', /^\s*and (?:not )?[^;]*[^;(]$/),
  drop('dropped statement', /^\s*(?:perform|raise|return next)\b.*;$|^\s*\w+(?:\.\w+)? := .*;$/),
];

const ts: Operator[] = [
  ...both,
  each('equality', / (?:===|!==) /g, table({ '===': ['!=='], '!==': ['==='] })),
  each('logic', / (?:&&|\|\||\?\?) /g, table({ '&&': ['||'], '||': ['&&'], '??': ['&&'] })),
  each('negation', /(?<=\()!(?=\w)/g, () => ['']),
  each('bound', /\bMath\.(?:min|max)\(/g, table({ 'Math.min(': ['Math.max('], 'Math.max(': ['Math.min('] })),
  drop('dropped statement', /^\s*(?:await |void )?[\w.]+\([^{}]*\);$|^\s*[\w.]+ (?:[-+]?=|\?\?=) [^{}]*;$/),
];

/** Every one-line edit of a file, in the order of its lines; comments and imports are left alone. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const isSql = file.endsWith('.sql');
  const isLeft = isSql
    ? /^\s*--|^create |^language |^set search_path|^(?:im|stable|vol)/
    : /^\s*(?:\/\/|\/?\*|import |export \{)/;
  return text.split('\n').flatMap((before, index) => {
    if (isLeft.test(before)) return [];
    // What a comment at the end of the line says is no code.
    const [code = ''] = before.split(isSql ? / -- / : / \/\/ /);
    const seen = new Set([before]);
    return (isSql ? sql : ts).flatMap(({ name, edits }) =>
      edits(code).flatMap((edited) => {
        const after = edited + before.slice(code.length);
        if (seen.has(after)) return [];
        seen.add(after);
        return [{ file, line: index + 1, operator: name, before, after }];
      }),
    );
  });
}

/** The file with the one line changed. */
export function applyTo(text: string, { line, after }: Mutant): string {
  return text
    .split('\n')
    .map((before, index) => (index + 1 === line ? after : before))
    .join('\n');
}
