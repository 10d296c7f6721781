import { globSync, readdirSync } from 'node:fs';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import {
  aboveFeatures,
  featureOrder,
  layerOrder,
  roomOrder,
  sharedByRooms,
} from './server/src/import-order.ts';

const inServer = (path) => `server/src/${path}`;
const layers = layerOrder.flat();

const featureZones = featureOrder.slice(0, -1).map((feature, index) => ({
  target: inServer(feature),
  from: featureOrder.slice(index + 1).map(inServer),
  message: `${feature} may import only features to its left: ${featureOrder.slice(0, index).join(', ') || 'none'}.`,
}));
/** A contract of its own, or one for each of its rooms. */
const contractsOf = (feature) =>
  globSync(`{.,*}/contract.ts`, { cwd: inServer(feature) }).map((path) => `./${path}`);
const privateZones = featureOrder.map((feature) => ({
  target: [...featureOrder.filter((other) => other !== feature), 'pages'].map(inServer),
  from: inServer(feature),
  except: ['./service.ts', ...contractsOf(feature)],
  message: `Only service.ts and contracts of ${feature} are open to others.`,
}));

const roomZones = Object.entries(roomOrder).flatMap(([feature, rooms]) =>
  rooms.map((room, index) => ({
    target: inServer(`${feature}/${room}`),
    from: inServer(feature),
    except: [...sharedByRooms, ...rooms.slice(0, index + 1)].map((name) => `./${name}`),
    message: `The rooms of ${feature} have an order: ${rooms.join(', ')}.`,
  })),
);
const layerZones = [
  {
    target: layers.map(inServer),
    from: featureOrder.map(inServer),
    message: 'Layers know nothing of features.',
  },
  ...layerOrder.flatMap((line, index) =>
    line.map((layer) => ({
      target: inServer(layer),
      from: layerOrder
        .slice(index)
        .flat()
        .filter((other) => other !== layer)
        .map(inServer),
      message: `${layer} may import only layers to its left: ${layerOrder.slice(0, index).flat().join(', ') || 'none'}.`,
    })),
  ),
  {
    target: [...layers, ...featureOrder].map(inServer),
    from: aboveFeatures.map(inServer),
    message: 'It stands on features, not below them.',
  },
];

/** The client's layers: `ui`, `lib` and `api` know nothing of features, features nothing of pages or one another. */
const clientZones = [
  {
    target: ['ui', 'lib', 'api', 'url'].map((layer) => `client/src/${layer}`),
    from: ['features', 'pages', 'app'].map((upper) => `client/src/${upper}`),
    message: 'ui, lib, api and url stand below features and pages.',
  },
  {
    target: 'client/src/ui',
    from: ['client/src/api', 'client/src/url', 'client/src/paths.ts'],
    message: 'ui knows neither server nor addresses: what it shows, it is given.',
  },
  {
    target: 'client/src/api',
    from: ['client/src/ui', 'client/src/url'],
    message: 'The API layer shows nothing.',
  },
  {
    target: 'client/src/url',
    from: 'client/src/api',
    message: 'Addresses know nothing of the server.',
  },
  {
    target: 'client/src/lib',
    from: ['ui', 'api', 'url', 'paths.ts'].map((upper) => `client/src/${upper}`),
    message: 'lib stands on nothing.',
  },
  {
    target: 'client/src/features',
    from: ['client/src/pages', 'client/src/app'],
    message: 'Pages compose features.',
  },
  {
    target: 'client/src/pages',
    from: 'client/src/app',
    message: 'What surrounds pages finds them, not the other way round.',
  },
  ...readdirSync('client/src/features').map((feature) => ({
    target: `client/src/features/${feature}`,
    from: 'client/src/features',
    except: [`./${feature}`],
    message: 'Features never import each other: what they share belongs in ui, lib or api.',
  })),
];

const onlyCharts = { regex: '^echarts', message: 'Only ui/charts/ draws charts.' };
const noRouterNorServer = {
  regex: '^(react-router|@tanstack/|socket\\.io)',
  message: 'ui and lib know neither router nor server: see client/README.md.',
};

/** What is made for tests and for demonstrations is out of reach for what users run. */
const testZones = [
  {
    target: ['server/src', 'client/src', 'landing/src', 'landing/build'],
    from: [
      'server/test',
      'server/bench',
      'server/mutants',
      'client/test',
      'client/e2e',
      'landing/test',
      'landing/e2e',
    ],
    message: 'The product knows nothing of its tests.',
  },
  {
    target: ['client/src', 'landing/src'],
    from: 'server/src/demo',
    message: 'Pages show what the server sends.',
  },
];

export default tseslint.config(
  // A link to server/main.js.
  { ignores: ['**/node_modules', '**/dist', '**/coverage', '**/.data', '**/*.gen.ts', 'server/src/main.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          noWarnOnMultipleProjects: true,
          project: ['server', 'client', 'landing'].map((workspace) => `${workspace}/tsconfig.json`),
        }),
      ],
    },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Express's requests are made by changing prototypes, which the rule takes for impostors.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Express tells error handlers by their four parameters.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-empty-named-blocks': 'error',
      // Other workspaces are imported by name, through their `exports`.
      'import-x/no-relative-packages': 'error',
      'import-x/order': ['error', { alphabetize: { order: 'asc' } }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...featureZones,
            ...privateZones,
            ...roomZones,
            ...layerZones,
            ...clientZones,
            ...testZones,
          ].filter(({ from }) => from.length > 0),
        },
      ],
      // Prettier folds code, nobody comments; SQL has its own check of this (server/scripts/sql-layout.ts).
      'max-len': ['error', { code: 1_000, comments: 120, ignoreUrls: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 90, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
    },
  },
  {
    files: [
      'server/src/**/contract.ts',
      'server/src/{bounds,catalog/diff,http/access/scopes,time-zones/names}.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!zod$|\\.\\.?/(?:.+/)?(?:contract|bounds|scopes|names)\\.ts$|\\./\\w+\\.gen\\.ts$)',
              message:
                'Contracts, and what is exported beside them, import zod, one another and generated lists.',
            },
          ],
        },
      ],
    },
  },
  { files: ['server/{src/config,scripts/build-pages}.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['client/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [onlyCharts],
        },
      ],
    },
  },
  {
    files: ['client/src/{ui,lib}/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyCharts, noRouterNorServer] }] },
  },
  {
    files: ['client/src/pages/**/{page,pages,define-page}.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyCharts,
            {
              regex: '\\.(tsx|css)$',
              message: 'Read by tests outside of a browser: components come by `load`.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client/src/ui/charts/*'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noRouterNorServer] }] },
  },
  {
    files: ['server/test/**', 'server/bench/**', 'server/mutants/**', '{client,landing}/{test,e2e,build}/**'],
    rules: {
      'no-console': 'off',
      'no-restricted-properties': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['**/*.config.js', '**/*.config.ts', 'server/test/harness/jest/*.ts', 'server/mutants/jest-*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
