/** Sealing of secrets at rest: AES-256-GCM under one key per purpose, derived by HKDF (RFC 5869) from BATON_SECRET_KEY. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { ConfigurationFault } from './configuration-fault';

/** First byte of what is sealed; the next four name the key, so that a later version can hold several during a rotation. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const KEY_ID = 4;
const HEAD = 1 + KEY_ID;

export class Secrets {
  private readonly derived = new Map<string, Buffer>();
  private readonly keyId: Buffer;

  constructor(private readonly secretKey: Buffer) {
    this.keyId = createHash('sha256').update('baton key id').update(this.key('key id')).digest().subarray(0, KEY_ID);
  }

  /** 32 bytes for this purpose alone, e.g. to sign tokens with; never stored. */
  key(purpose: string): Buffer {
    const known = this.derived.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', this.secretKey, 'baton', purpose, 32));
    this.derived.set(purpose, key);
    return key;
  }

  seal(plain: string, purpose: string): Buffer {
    const head = Buffer.concat([Buffer.of(VERSION), this.keyId]);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key(`seal ${purpose}`), nonce, { authTagLength: TAG }).setAAD(
      head,
    );
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
  }

  /** Throws when it was sealed under another key or for another purpose, or was changed since. */
  open(sealed: Buffer, purpose: string): string {
    if (sealed.length < HEAD + NONCE + TAG || sealed[0] !== VERSION) {
      throw unreadable('it was not sealed by this version of Baton');
    }
    if (!sealed.subarray(1, HEAD).equals(this.keyId)) {
      throw unreadable('it was sealed under another BATON_SECRET_KEY');
    }
    try {
      const key = this.key(`seal ${purpose}`);
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(HEAD, HEAD + NONCE), { authTagLength: TAG })
        .setAAD(sealed.subarray(0, HEAD))
        .setAuthTag(sealed.subarray(HEAD + NONCE, HEAD + NONCE + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(HEAD + NONCE + TAG)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw unreadable('it was changed, or sealed for another purpose', cause);
    }
  }
}

function unreadable(why: string, cause?: unknown): ConfigurationFault {
  return new ConfigurationFault('A stored secret cannot be opened:', [`${why}.`], { cause });
}
