import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is worth packing: fonts and pictures are packed already. */
const texts = '**/assets/*.{js,css,svg}';
/** A file this small fits in a packet or two as it is. */
const smallest = 1_000;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Lays a `.br` and a `.gz` beside each asset of a build, packed as small as they get, for which there is time but once.
 * The server sends them in place of it (src/pages/files.ts).
 */
export async function packAssets(folder: string): Promise<void> {
  const files = globSync(texts, { cwd: folder }).map((file) => `${folder}/${file}`);
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file);
      if (content.length < smallest) return;
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      };
      await writeFile(`${file}.br`, await brotli(content, { params }));
      await writeFile(`${file}.gz`, await zip(content, { level: constants.Z_BEST_COMPRESSION }));
    }),
  );
}
