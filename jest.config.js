/** Tests are laws on real things: one config for unit, contract, flow, browser and crash; folders are chosen by path. */
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const swc = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));
const support = (name) =>
  existsSync(join(__dirname, 'test/support', name)) ? `<rootDir>/test/support/${name}` : undefined;

/** Packages that ship only ES modules: jest's own loader needs them as CommonJS. */
const ES_ONLY = ['eld', 'jose', 'content-disposition'];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // The built server's own files: a second copy of every module under the same name.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.baton/'],
  // .js first: a package that ships its sources beside what it built means the latter.
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'tsx', 'json', 'node'],
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        ...swc,
        $schema: undefined,
        swcrc: false,
        sourceMaps: 'inline',
        module: { ...swc.module, ignoreDynamic: false },
      },
    ],
  },
  // eld exports itself to `import` only, and jest resolves as `require` does.
  moduleNameMapper: {
    // What is loaded late is named as it will be when built.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^eld$': '<rootDir>/node_modules/eld/src/entries/dynamic.js',
    '^eld/(\\w+)$': '<rootDir>/node_modules/eld/src/entries/static.$1.js',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_ONLY.join('|')})/)`],
  globalSetup: support('global-setup.ts'),
  globalTeardown: support('global-teardown.ts'),
  // A busy machine is not a failure; what hangs is found all the same.
  testTimeout: 120_000,
  maxWorkers: 2,
};
