/** A process that uses the embedded server until it is told to stop, or killed: `embedded-holder FOLDER OPTIONS-AS-JSON`. */
import { startEmbedded, type EmbeddedOptions } from '../../src/foundation/database/embedded';

async function hold(): Promise<void> {
  const [, , folder = '', options = '{}'] = process.argv;
  const server = await startEmbedded(folder, () => undefined, JSON.parse(options) as EmbeddedOptions);
  process.stdout.write(`${server.url}\n`);
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
}

hold().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
