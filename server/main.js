/**
 * The entry of the server. Plain JavaScript that imports nothing beforehand, so that a Node which cannot read
 * TypeScript says which one is needed, instead of failing with a stack trace.
 */
const neededMajor = '24';
const [major] = process.versions.node.split('.');

if (major === neededMajor) {
  const { enableCompileCache } = await import('node:module');
  // From the second start on no types are stripped, and little is compiled. Where it can't be written, as in the image,
  // nothing is kept.
  enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/meterstone`);
  await import('./src/start.ts');
} else {
  process.stderr.write(
    `Meterstone cannot start. This is Node ${major}, Node ${neededMajor} is needed: npm start brings it along\n`,
  );
  process.exitCode = 1;
}
