import { join } from 'node:path';
import type * as Bundle from '../../src/render.tsx';

/** What `vite build --ssr` made of src/render.tsx, as the server imports it. */
export const bundle: typeof Bundle = await import(join(import.meta.dirname, '../../dist/render/render.js'));
export const publicDir = join(import.meta.dirname, '../../dist/public');
