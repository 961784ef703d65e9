/** `npm test`: builds, then runs every test. With arguments: jest with them. Tests that start whole processes run one after another, last. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { ensureBuilt } from './build.mjs';

const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');
const PROCESSES = ['test/crash/', 'test/browser/', 'test/flow/start\\.', 'test/unit/embedded\\.', 'test/flow/cli\\.'];

const jest = (...given) => spawnSync(process.execPath, [JEST, ...given], { stdio: 'inherit' }).status === 0;

await ensureBuilt();
const asked = process.argv.slice(2);
const passed =
  asked.length > 0
    ? [jest(...asked)]
    : [jest('--testPathIgnorePatterns', '/node_modules/', ...PROCESSES), jest('--runInBand', ...PROCESSES)];
process.exitCode = passed.every(Boolean) ? 0 : 1;
