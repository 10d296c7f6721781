import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorsMarkdown } from '../src/http/docs/errors.ts';

await writeFile(join(import.meta.dirname, '../../docs/errors.md'), errorsMarkdown());
