/** Stops what global-setup started; a server that was given keeps running, without our template. */
import { rmSync } from 'node:fs';
import type { Embedded } from '../../src/foundation/database/embedded';
import { dropTemplate } from './database';

export const running: { server?: Embedded; folder?: string } = {};

export default async function tearDown(): Promise<void> {
  if (!running.server) return dropTemplate();
  await running.server.stop();
  if (running.folder) rmSync(running.folder, { recursive: true, force: true });
}
