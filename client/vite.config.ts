import { brand } from '@meterstone/landing/brand';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = 'http://localhost:3000';
const landing = 'http://localhost:8080';

/** Served by the server at `/app/`; while developing, by Vite on port 5173 with the API beside it. */
export default defineConfig({
  base: '/app/',
  plugins: [react()],
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
    chunkSizeWarningLimit: 1_500,
    // What the first page can't do without comes in one piece: 27 small ones were asked for one after another.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', tags: ['$initial'] }] } } },
  },
});
