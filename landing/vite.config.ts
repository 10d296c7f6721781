import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const api = 'http://localhost:3000';
const publicDir = join(import.meta.dirname, 'dist/public');

/** Where the browser's build put each source: the rendered page has to name those files. */
function readManifest(): string {
  return readFileSync(join(publicDir, '.vite/manifest.json'), 'utf8');
}

/** `vite build` makes what browsers load; `vite build --ssr`, after it, the function that renders the page. */
export default defineConfig(({ isSsrBuild, command }) => ({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: {
    __MANIFEST__: command === 'build' && isSsrBuild ? readManifest() : '{}',
  },
  build: isSsrBuild
    ? {
        ssr: 'src/render.tsx',
        outDir: 'dist/render',
        copyPublicDir: false,
        cssMinify: true,
        target: 'node24',
      }
    : {
        outDir: publicDir,
        manifest: true,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: { main: 'src/main.tsx', theme: 'src/theme.ts' } },
      },
  // The server imports the bundle from dist/, beside which there need not be any packages.
  ssr: { noExternal: true },
  server: {
    port: 8080,
    strictPort: true,
    proxy: { '/api': api, '/app': api, '/socket.io': { target: api, ws: true } },
  },
}));
