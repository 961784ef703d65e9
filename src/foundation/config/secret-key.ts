/** The one secret that everything else is derived from: given by the environment, or made once and kept in the data folder. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationFault } from './configuration-fault';

const BYTES = 32;

/** 32 bytes written as hex, base64 or base64url; null for anything else. */
export function parseSecretKey(text: string): Buffer | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null;
  const key = Buffer.from(trimmed, 'base64url');
  return key.length === BYTES ? key : null;
}

/** The key of this data folder; the first start makes it, readable by its owner alone. */
export function keptSecretKey(path: string): Buffer {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // "wx" decides between two first starts at once: one makes the key, the other reads it.
    writeFileSync(path, `${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ConfigurationFault(
        'The data folder cannot be used:',
        [`${path} cannot be written: ${(cause as Error).message}`],
        { cause },
      );
    }
  }
  const key = parseSecretKey(readFileSync(path, 'utf8'));
  if (key) return key;
  throw new ConfigurationFault('The data folder cannot be used:', [
    `${path} does not hold a key of ${BYTES} bytes. Restore the file from a backup: secrets that it sealed cannot be opened without it.`,
  ]);
}
