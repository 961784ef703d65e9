/** `node -r test/support/run-typescript.cjs file.ts`: runs the sources as they are, for tests that need a process to kill. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const { $schema, ...options } = JSON.parse(readFileSync(join(__dirname, '../../.swcrc'), 'utf8'));

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...options,
    swcrc: false,
    sourceMaps: 'inline',
    filename,
  });
  module._compile(code, filename);
};
