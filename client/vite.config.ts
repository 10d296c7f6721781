import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brand } from '@meterstone/landing/brand';
import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

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

/**
 * The script that runs while the app's is on its way, before it in the app's page. What it stands on is asked for with
 * it, not after it.
 */
const askingAhead: Plugin = {
  name: 'asking-ahead',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { filename, bundle }) {
      if (!filename.endsWith('/index.html')) return [];
      const script = (src: string): HtmlTagDescriptor => ({
        tag: 'script',
        attrs: { type: 'module', crossorigin: true, src },
        injectTo: 'head-prepend',
      });
      if (!bundle) return [script('/app/src/ahead.ts')];
      const built = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'ahead');
      if (built?.type !== 'chunk') throw new Error('There is no script to ask ahead');
      const preload = (file: string): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/app/${file}` },
        injectTo: 'head-prepend',
      });
      return [script(`/app/${built.fileName}`), ...built.imports.map(preload)];
    },
  },
};

/** Stands for Ant Design's way to share one tooltip among all, which we do not ask for. */
const noSharedTooltip = '\0no-shared-tooltip';

/** Stands for zod's way to tell schemas as JSON Schema, which the server does. */
const noJsonSchema = '\0no-json-schema';

const standIns: Readonly<Record<string, string>> = {
  [noSharedTooltip]: 'export default ({ children }) => children;',
  [noJsonSchema]: `
    const refuse = () => { throw new Error('Left out of the app: JSON Schema'); };
    export const createToJSONSchemaMethod = () => refuse;
    export const createStandardJSONSchemaMethod = () => refuse;`,
};

/**
 * What libraries bring along for a few lines or for nothing. Ant Design's buttons and its provider: all of the forms
 * with their validator, of which they ask whether they stand in one; all that pops up. zod's schemas: what each would
 * be as JSON Schema.
 */
const leftOut: Plugin = {
  name: 'left-out',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === '@rc-component/form' && importer?.endsWith('/antd/es/form/context.js'))
      return this.resolve('@rc-component/form/es/FormContext.js', importer, { skipSelf: true });
    if (id === '../tooltip/UniqueProvider' && importer?.endsWith('/antd/es/config-provider/index.js'))
      return noSharedTooltip;
    if (id === '../core/to-json-schema.js' && importer?.endsWith('/zod/v4/classic/schemas.js'))
      return noJsonSchema;
    return undefined;
  },
  load: (id) => standIns[id],
  transform: (code, id) =>
    id.endsWith('/zod/v4/classic/schemas.js')
      ? code.replaceAll(/^ *inst\._zod\.processJSONSchema = .*;$/gm, '')
      : undefined,
};

/** Served by the server at `/app/`; while developing, by Vite on port 5173 with the API beside it. */
export default defineConfig({
  base: '/app/',
  plugins: [react(), entrancePage, askingAhead, leftOut],
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
      input: {
        index: appPage,
        entrance: join(import.meta.dirname, 'entrance.html'),
        ahead: join(import.meta.dirname, 'src/ahead.ts'),
      },
      output: {
        codeSplitting: {
          groups: [
            // Each with all that it can't do without, in one piece: 27 small ones were asked for one after another.
            { name: 'begin', test: /\/src\/(api\/http\/ahead|lib\/language\/first-texts)\.ts/, priority: 3 },
            { name: 'visitors', test: /\/src\/visitors\.tsx$/, priority: 2 },
            // The app, and the page that most people open it at.
            {
              name: 'core',
              test: /\/src\/(app\/start|app\/frame\/user-layout|pages\/user\/overview\/overview-page)\.tsx$/,
              priority: 1,
            },
            // What comes by itself once that is shown.
            { name: 'later', test: /\/src\/ui\/feedback\/tip\.tsx$/ },
          ],
        },
      },
    },
  },
});
