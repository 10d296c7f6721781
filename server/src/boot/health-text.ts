import type { HealthFinding, HealthReport } from '../health/contract.ts';

/** The report as a person reads it on a terminal. */
export function healthText({ checks, findings, notices, lastFull }: HealthReport): string {
  const total = checks.reduce((sum, check) => sum + check.findings, 0);
  const width = Math.max(...checks.map(({ check }) => check.length));
  return [
    '',
    `${total === 0 ? 'All is sound' : counted(total)}: ${lastFull?.accounts ?? 0} accounts looked at`,
    '',
    ...checks.map(
      ({ check, findings: count }) => `  ${check.padEnd(width)}   ${count === 0 ? 'sound' : counted(count)}`,
    ),
    '',
    ...findings.flatMap(findingLines),
    ...(findings.length < total ? [`  … and ${total - findings.length} more`, ''] : []),
    ...notices.map(({ rule, row }) => `  Notice: it is not so that ${[rule, ...pairs(row)].join(', ')}`),
    ...(notices.length > 0 ? [''] : []),
    '',
  ].join('\n');
}

function findingLines(finding: HealthFinding): string[] {
  const { check, rule, accountId, accountName, row, found, expected, relation, repair } = finding;
  return [
    `  ${check}: ${rule}`,
    ...(accountId === null ? [] : [`    account ${accountId} ${accountName ?? '(gone)'}`]),
    ...pairs(row).map((pair) => `    ${pair}`),
    ...(found === null && expected === null ? [] : [`    is ${found}, should be ${relation} ${expected}`]),
    `    ${repair === null ? 'somebody must decide' : `can be repaired (${repair}) on the page Health`}`,
    '',
  ];
}

function pairs(row: HealthFinding['row']): string[] {
  return Object.entries(row).map(([name, value]) => `${name} ${value}`);
}

function counted(count: number): string {
  return count === 1 ? '1 finding' : `${count} findings`;
}
