/** `npm run check`: every check runs, also after one that fails, so that one run tells everything. */
import { spawnSync } from 'node:child_process';

const CACHE = 'node_modules/.cache/baton';

const CHECKS = {
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  lint: ['eslint', '--cache', '--cache-location', `${CACHE}/eslint`, 'src', 'test', 'bench', 'web'],
  // Alone too: the tests drive browsers and know their types, the server must not.
  'types of the server': [
    'tsc',
    '-p',
    'tsconfig.json',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `${CACHE}/server.tsbuildinfo`,
  ],
  'types of the tests': ['tsc', '-p', 'tsconfig.check.json'],
  'types of the screens': ['tsc', '-p', 'web'],
  'who may import whom': ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'test', 'bench', 'web'],
  'unused code': ['knip', '--no-progress', '--treat-config-hints-as-errors'],
};

const wanted = process.argv.slice(2);
const failed = [];
for (const [name, [command, ...args]] of Object.entries(CHECKS)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const began = performance.now();
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'passed' : 'FAILED'}  ${name}  ${seconds} s\n`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stdout.write(`\nNot passed: ${failed.join(', ')}\n`);
  process.exit(1);
}
