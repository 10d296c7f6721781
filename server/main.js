/**
 * The entry of the server. Plain JavaScript that imports nothing beforehand, so that a Node which cannot read
 * TypeScript says which one is needed, instead of failing with a stack trace.
 */
const neededMajor = '24';
const [major] = process.versions.node.split('.');

if (major === neededMajor) {
  await import('./src/start.ts');
} else {
  process.stderr.write(
    `Meterstone cannot start. This is Node ${major}, Node ${neededMajor} is needed: npm start brings it along\n`,
  );
  process.exitCode = 1;
}
