/** Builds what is missing or stale: the server into dist/ (swc), the screens into dist/web/ (vite). Run alone: `npm run build`. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/** What each part is made of; a change of any file's size or time makes it stale. */
const PARTS = {
  server: {
    from: ['src', '.swcrc', 'nest-cli.json', 'tsconfig.json', 'package-lock.json'],
    made: 'dist/main.js',
    clean: () => removeAllBut('dist', ['web', 'built-web']),
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  web: {
    from: ['web', 'src/api/http/contract.ts', 'src/sandbox/contract.ts', 'package-lock.json'],
    made: 'dist/web/index.html',
    clean: () => rmSync(join(ROOT, 'dist/web'), { recursive: true, force: true }),
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
  },
};

/** Resolves when the parts are built; builds nothing that is up to date. */
export async function ensureBuilt(parts = Object.keys(PARTS)) {
  const stale = parts.filter((name) => !isBuilt(name));
  if (stale.length === 0) return;
  process.stderr.write(`Building ${stale.join(' and ')} …\n`);
  await Promise.all(stale.map(build));
}

function isBuilt(name) {
  const stamp = join(ROOT, 'dist', `built-${name}`);
  return (
    existsSync(join(ROOT, PARTS[name].made)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(PARTS[name].from)
  );
}

/** The stamp comes last, so that a build that was cut off counts as none; it is of the sources as they were before. */
async function build(name) {
  const { from, clean, command, made } = PARTS[name];
  const sources = fingerprint(from);
  clean();
  await run(command, name);
  if (!existsSync(join(ROOT, made))) throw new Error(`The ${name} build ended without ${made}.`);
  writeFileSync(join(ROOT, 'dist', `built-${name}`), sources);
}

function run([script, ...args], name) {
  return new Promise((done, failed) => {
    // Its output goes to stderr: what the server itself says stays alone on stdout.
    const child = spawn(process.execPath, [join(ROOT, script), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      // Vite bundles its own config; it warns that one day it will not.
      env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
    });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`The ${name} build failed.`))));
  });
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(path)) {
      const { size, mtimeMs } = statSync(join(ROOT, file));
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(join(ROOT, path))) return [];
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length + 1))
    .sort();
}

function removeAllBut(folder, kept) {
  if (!existsSync(join(ROOT, folder))) return;
  for (const name of readdirSync(join(ROOT, folder))) {
    if (!kept.includes(name)) rmSync(join(ROOT, folder, name), { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt(process.argv.length > 2 ? process.argv.slice(2) : undefined).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
