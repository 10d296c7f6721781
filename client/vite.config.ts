import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brand } from '@meterstone/landing/brand';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const appPage = join(import.meta.dirname, 'index.html');
const api = 'http://localhost:3000';
const landing = 'http://localhost:8080';

/**
 * The page where visitors begin: as index.html, with another script. While developing there is none, and the app shows
 * what it would.
 */
const entrancePage: Plugin = {
  name: 'entrance-page',
  resolveId: (id) => (id.endsWith('/entrance.html') ? id : undefined),
  load: (id) =>
    id.endsWith('/entrance.html')
      ? readFileSync(appPage, 'utf8').replace('/src/main.tsx', '/src/entrance.tsx')
      : undefined,
};

/** Served by the server at `/app/`; while developing, by Vite on port 5173 with the API beside it. */
export default defineConfig({
  base: '/app/',
  plugins: [react(), entrancePage],
  // What the tab says until the page has found its language and its title.
  define: { 'import.meta.env.VITE_BRAND': JSON.stringify(Object.values(brand).join(' · ')) },
  // The server puts a fresh nonce in its place for each page (server/src/pages/client.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': api,
      '/socket.io': { target: api, ws: true },
      '^/(en/|zh-CN/)?$': landing,
    },
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      input: { index: appPage, entrance: join(import.meta.dirname, 'entrance.html') },
      output: {
        codeSplitting: {
          groups: [
            // Each with all that it can't do without, in one piece: 27 small ones were asked for one after another.
            { name: 'visitors', test: /\/src\/visitors\.tsx$/, priority: 1 },
            // The app, and the page that most people open it at.
            {
              name: 'core',
              test: /\/src\/(app\/start|app\/frame\/user-layout|pages\/user\/overview\/overview-page)\.tsx$/,
            },
          ],
        },
      },
    },
  },
});
