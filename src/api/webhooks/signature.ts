/** Signatures and secrets after Standard Webhooks 1.0: `v1,` and HMAC-SHA256 over id, time and body. Pure, but for new secrets. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../foundation/config/secrets';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** `secrets`: each of them signs; whoever verifies is content with one. */
export function signatures(
  secrets: readonly string[],
  { id, seconds, body }: { id: string; seconds: number; body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
    })
    .join(' ');
}

export function sealSecret(secrets: Secrets, endpointId: string, secret: string): Buffer {
  return secrets.seal(secret, purpose(endpointId));
}

export function openSecret(secrets: Secrets, endpointId: string, sealed: Buffer): string {
  return secrets.open(sealed, purpose(endpointId));
}

function purpose(endpointId: string): string {
  return `webhook endpoint ${endpointId}`;
}
