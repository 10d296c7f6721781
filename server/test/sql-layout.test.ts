import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadModule } from 'libpg-query';
import { faultsOf, mend } from '../scripts/sql-layout.ts';

beforeAll(loadModule);

const body = (statement: string) => `create function public.f() returns void
language plpgsql
as $$
begin
  ${statement}
end;
$$;
`;

describe('the check of SQL', () => {
  it('finds nothing in SQL that is laid out as the house does', () => {
    expect(
      faultsOf(body(`perform 'Été', "Quoted", U&'X', $tag$Text$tag$ from public.accounts; -- As Text`)),
    ).toEqual([]);
  });

  it('does not take types that it cannot know for a fault', () => {
    const returning = body('return;').replace('returns void', 'returns public.some_type[]');
    expect(faultsOf(returning)).toEqual([]);
  });

  it.each([
    ['a statement that Postgres cannot read', 'select from where;\n', 1, 'syntax error at or near "where"'],
    [
      'a body that Postgres cannot read',
      body('if true the return; end if;'),
      1,
      'missing "THEN" at end of SQL expression',
    ],
    ['a keyword in capitals', 'select 1;\nSELECT 2;\n', 2, 'SELECT is not in lower case'],
    ['a keyword in capitals in a body', body('PERFORM 1;'), 5, 'PERFORM is not in lower case'],
    ['a name in capitals after letters of two bytes', `select 'é', Id;\n`, 1, 'Id is not in lower case'],
    ['a statement without its semicolon', 'select 1;\nselect 2\n', 2, 'The last statement has no semicolon'],
    [
      'a line that is too wide',
      `select\n  '${'x'.repeat(120)}';\n`,
      2,
      'The line has 125 characters; 120 are allowed',
    ],
    ['a tab', 'select\n\t1;\n', 2, 'There is a tab or a carriage return'],
    ['spaces at the end', 'select 1; \n', 1, 'The line ends with spaces'],
    ['a comma in front', 'select\n  1\n  , 2;\n', 3, 'A comma stands at the end of its line'],
    ['two empty lines', 'select 1;\n\n\nselect 2;\n', 3, 'One empty line is enough'],
    ['three spaces', 'select\n   1;\n', 2, 'A step of indentation is two spaces'],
    ['two steps at once', 'select\n    1;\n', 2, 'The line is more than one step deeper than the one before'],
    ['no newline at the end', 'select 1;', 1, 'One newline ends the file'],
  ])('refuses %s', (_name, text, line, message) => {
    expect(faultsOf(text)).toContainEqual({ line, message });
  });

  it('mends spaces and capitals, and leaves strings and comments as they are', () => {
    expect(mend(`-- Él Comment\r\nSELECT 'É Text', "Name"  \n\tFROM Accounts;\n\n\n\nBEGIN;`)).toBe(
      `-- Él Comment\nselect 'É Text', "Name"\n  from accounts;\n\nbegin;\n`,
    );
  });

  it('carries what is too wide in a comment on to the next line of its paragraph', () => {
    const wide = `-- ${'word '.repeat(22)}twelve letters\n`;
    expect(mend(`${wide}-- on and on.\n-- Errors: none.\nselect 1;\n`)).toBe(
      `-- ${'word '.repeat(22)}twelve\n-- letters on and on.\n-- Errors: none.\nselect 1;\n`,
    );
    expect(mend(`${wide}-- Errors: none.\nselect 1;\n`)).toBe(
      `-- ${'word '.repeat(22)}twelve\n-- letters\n-- Errors: none.\nselect 1;\n`,
    );
  });

  it('mends what stands in bodies too, and nothing twice', () => {
    const mended = mend(body('PERFORM 1;'));
    expect(mended).toBe(body('perform 1;'));
    expect(mend(mended)).toBe(mended);
  });
});
