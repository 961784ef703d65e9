/**
 * The mark by which an answer names the delivery that it answers: in our Message-ID, and in the reply address where the mailbox has
 * plus-addresses. It carries a keyed hash, so whoever shows one has had that mail; an unkeyed one would be guessed from any delivery.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base32 (RFC 4648) in lower case: survives whatever changes case on the way. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID = 16;
const MAC = 10;
const LENGTH = Math.ceil(((ID + MAC) * 8) / 5);
const TOKEN = new RegExp(`(?<![a-z2-7])[a-z2-7]{${LENGTH}}(?![a-z2-7])`, 'giu');
/** Of one text so many are looked at. */
const MOST = 200;

export class ReplyTokens {
  /** `key`: 32 bytes for this purpose alone. */
  constructor(private readonly key: Buffer) {}

  /** Of one delivery (a UUID) by one account. */
  token(accountId: string, deliveryId: string): string {
    const id = Buffer.from(deliveryId.replaceAll('-', ''), 'hex');
    return encode(Buffer.concat([id, this.mac(accountId, id)]));
  }

  /** With angle brackets. */
  messageId(accountId: string, deliveryId: string, address: string): string {
    return `<${this.token(accountId, deliveryId)}@${address.slice(address.lastIndexOf('@') + 1)}>`;
  }

  /** `address` with the token behind its name; as it is where that would be longer than a name may be (RFC 5321: 64). */
  replyAddress(accountId: string, deliveryId: string, address: string): string {
    const at = address.lastIndexOf('@');
    const local = `${address.slice(0, at)}+${this.token(accountId, deliveryId)}`;
    return local.length > 64 ? address : `${local}${address.slice(at)}`;
  }

  /** The deliveries of this account that `text` names, each once, proved by its hash. */
  deliveriesIn(accountId: string, text: string): string[] {
    const found = new Set<string>();
    let seen = 0;
    for (const [candidate] of text.matchAll(TOKEN)) {
      if ((seen += 1) > MOST) break;
      const bytes = decode(candidate.toLowerCase());
      const id = bytes.subarray(0, ID);
      if (timingSafeEqual(bytes.subarray(ID, ID + MAC), this.mac(accountId, id))) found.add(uuid(id));
    }
    return [...found];
  }

  private mac(accountId: string, id: Buffer): Buffer {
    return createHmac('sha256', this.key).update(accountId).update('\0').update(id).digest().subarray(0, MAC);
  }
}

function encode(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (ALPHABET[(held << (5 - bits)) & 31] ?? '') : text;
}

function decode(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    held = (held << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

function uuid(id: Buffer): string {
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
