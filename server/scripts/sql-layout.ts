import { parsePlPgSQLSync, parseSync, scanSync, SqlError } from 'libpg-query';

/** What is wrong in a line of a file of SQL. */
export interface SqlFault {
  line: number;
  message: string;
}

/** A word or sign of SQL, where its first byte stands. */
interface Token {
  at: number;
  text: string;
}

const widest = 120;

/**
 * Everything that breaks the house's layout of SQL (docs/adr/0028-sql-is-checked-not-formatted.md), and what Postgres'
 * own parser refuses, in statements and in the bodies of functions. `loadModule` of libpg-query must have ended.
 */
export function faultsOf(text: string): SqlFault[] {
  const refusals = refusalsOf(text);
  const faults = refusals.length > 0 ? refusals : faultsOfTokens(text);
  return [...faults, ...faultsOfLines(text)].sort((a, b) => a.line - b.line);
}

/** The same text with everything mended that a machine can mend: spaces, tabs, newlines, wide comments, capitals. */
export function mend(text: string): string {
  const spaced = text
    .replace(/\r/g, '')
    .replace(/\t/g, '  ')
    .replace(/ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const folded = `${foldComments(spaced.split('\n')).join('\n')}\n`;
  if (refusalsOf(folded).length > 0) return folded;
  const bytes = Buffer.from(folded);
  for (const { at, text: word } of tokensOf(folded)) {
    if (hasCapitals(word)) bytes.write(word.toLowerCase(), at);
  }
  return bytes.toString();
}

/** Begins a paragraph of its own, as `Locks: …` does. */
const label = /^(?:[A-Z]\w*(?: \w+)?|p_\w+):|^No search_path/;

/** Words of comments that go past the width begin the next line of their paragraph. */
function foldComments(lines: readonly string[]): string[] {
  const folded: string[] = [];
  let carried = '';
  let mark = '';
  for (const line of lines) {
    const [, begin = '', words = ''] = /^( *-- )(.+)$/.exec(line) ?? [];
    const goesOn = carried !== '' && begin === mark && !label.test(words);
    if (carried !== '' && !goesOn) folded.push(mark + carried);
    let rest = goesOn ? `${mark}${carried} ${words}` : line;
    carried = '';
    mark = begin;
    const end = rest.lastIndexOf(' ', widest);
    if (begin !== '' && rest.length > widest && end > begin.length) {
      carried = rest.slice(end + 1);
      rest = rest.slice(0, end);
    }
    folded.push(rest);
  }
  return carried === '' ? folded : [...folded, mark + carried];
}

/** What the parser refuses: the first in the statements, or in the bodies of PL/pgSQL. `loadModule` must have ended. */
export function refusalsOf(text: string): SqlFault[] {
  for (const parse of [parseSync, parsePlPgSQLSync]) {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (parse === parsePlPgSQLSync && isAboutUnknownType(error.message)) continue;
      const details = error instanceof SqlError ? error.sqlDetails : undefined;
      return [{ line: lineAt(text, details?.cursorPosition ?? 0), message: error.message }];
    }
  }
  return [];
}

/** Without a database the parser takes our composite types for `record`, which may be used in fewer places. */
function isAboutUnknownType(message: string): boolean {
  return /\brecord\b/.test(message);
}

function faultsOfTokens(text: string): SqlFault[] {
  const tokens = tokensOf(text);
  const faults: SqlFault[] = [];
  for (const { at, text: word } of tokens) {
    if (hasCapitals(word)) faults.push({ line: lineAt(text, at), message: `${word} is not in lower case` });
  }
  if (tokens.length > 0 && tokens.at(-1)?.text !== ';') {
    faults.push({ line: text.split('\n').length - 1, message: 'The last statement has no semicolon' });
  }
  return faults;
}

function faultsOfLines(text: string): SqlFault[] {
  const faults: SqlFault[] = [];
  let depth = 0;
  text.split('\n').forEach((line, index, lines) => {
    const tell = (message: string) => faults.push({ line: index + 1, message });
    if (line.length > widest) tell(`The line has ${line.length} characters; ${widest} are allowed`);
    if (/[\t\r]/.test(line)) tell('There is a tab or a carriage return');
    if (/\s$/.test(line)) tell('The line ends with spaces');
    if (/^\s*,/.test(line)) tell('A comma stands at the end of its line');
    if (line === '' && lines[index - 1] === '' && index < lines.length - 1) tell('One empty line is enough');
    if (line === '') return;
    const indentation = line.search(/\S/);
    if (indentation % 2 === 1) tell('A step of indentation is two spaces');
    if (indentation > depth + 2) tell('The line is more than one step deeper than the one before');
    depth = indentation;
  });
  if (!/[^\n]\n$/.test(text))
    faults.push({ line: text.split('\n').length, message: 'One newline ends the file' });
  return faults;
}

/** Keywords, names and signs; nothing of comments and strings, except those between `$$`, which are bodies. */
function tokensOf(text: string, offset = 0): Token[] {
  return scanSync(text).tokens.flatMap(({ start, text: word }) => {
    if (/^(--|\/\*|"|[a-z]?&?'|\$\d)/i.test(word)) return [];
    if (!word.startsWith('$$')) return /^\$\w*\$/.test(word) ? [] : [{ at: offset + start, text: word }];
    return tokensOf(word.slice(2, -2), offset + start + 2);
  });
}

function hasCapitals(word: string): boolean {
  return /[A-Z]/.test(word);
}

function lineAt(text: string, byte: number): number {
  return Buffer.from(text).subarray(0, byte).toString().split('\n').length;
}
