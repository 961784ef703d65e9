/** `npm start`: builds what is stale, then becomes the server, so that signals reach it without a go-between. */
import module from 'node:module';
import { ensureBuilt } from './build.mjs';

try {
  await ensureBuilt();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
// Node 22 and later keep compiled code between starts.
module.enableCompileCache?.();
await import('../dist/main.js');
