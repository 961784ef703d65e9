/** Once per jest run: a database server, unless TEST_DATABASE_URL names one. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/foundation/database/embedded';
import { makeTemplate, SERVER_VARIABLE, TEMPLATE_VARIABLE } from './database';
import { running } from './global-teardown';

export default async function setUp(): Promise<void> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    process.env[SERVER_VARIABLE] = given;
  } else {
    const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
    // Every test database is thrown away: nothing needs to survive a power cut.
    const settings = {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      shared_buffers: '128MB',
      autovacuum_naptime: '10s',
    };
    running.server = await startEmbedded(folder, () => undefined, { settings });
    running.folder = folder;
    process.env[SERVER_VARIABLE] = running.server.url;
  }
  process.env[TEMPLATE_VARIABLE] = await makeTemplate();
}
