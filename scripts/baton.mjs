/** `npm run baton -- <command>`: builds the server when it is stale, then becomes the command. */
import { ensureBuilt } from './build.mjs';

try {
  await ensureBuilt(['server']);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('../dist/cli.js');
