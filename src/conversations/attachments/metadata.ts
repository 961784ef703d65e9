/**
 * Takes out of a file what tells where, when and with what it was made, before an agent's photo reaches a customer. Pictures keep
 * their pixels byte for byte, and the way they are turned. Pure.
 */

/** The file without it; null for a kind that keeps it where it cannot be taken out. */
export function withoutMetadata(bytes: Buffer, mediaType: string): Buffer | null {
  switch (mediaType) {
    case 'image/jpeg':
      return jpeg(bytes);
    case 'image/png':
      return png(bytes);
    case 'image/webp':
      return webp(bytes);
    case 'audio/mp4':
      return isoMedia(bytes);
    case 'image/heic':
    case 'image/avif':
    case 'image/tiff':
      return null;
    default:
      return bytes;
  }
}

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);
const EXIF = Buffer.from('Exif\0\0', 'latin1');
const ICC = 'ICC_PROFILE\0';
const ORIENTATION = 0x0112;

/** Segments until the end of the picture (ITU T.81 B.1.1.2); what follows it, such as a motion photo's film, goes too. */
function jpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at, end);
    const body = segment.subarray(4);
    if (marker === 0xe1 && body.subarray(0, EXIF.length).equals(EXIF))
      orientation = orientationOf(body.subarray(EXIF.length));
    if (isKept(marker, body)) kept.push(segment);
    at = end;
    if (marker === 0xda) {
      const scanned = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, scanned));
      at = scanned;
    }
  }
  return Buffer.concat([SOI, ...(orientation === 1 ? [] : [turned(orientation)]), ...kept, EOI]);
}

/** JFIF, the colour profile and Adobe's colour transform change what is seen; all other application data and comments do not. */
function isKept(marker: number, body: Buffer): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  if (marker === 0xe2) return body.toString('latin1', 0, ICC.length) === ICC;
  return marker === 0xe0 || marker === 0xee;
}

/** Behind the entropy-coded data: the next marker that is neither stuffing nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** Of the first directory of a TIFF header; 1 when it is not said. */
function orientationOf(tiff: Buffer): number {
  if (tiff.length < 14) return 1;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = Math.min(short(start), 200);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = start + 2 + entry * 12;
    if (short(at) !== ORIENTATION) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An Exif segment that says the orientation and nothing else. */
function turned(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(2 + EXIF.length + tiff.length, 2);
  return Buffer.concat([head, EXIF, tiff]);
}

const PNG_TOLD = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

/** Chunks until IEND. */
function png(bytes: Buffer): Buffer {
  const kept = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) break;
    if (!PNG_TOLD.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
    if (type === 'IEND') break;
  }
  return Buffer.concat(kept);
}

/** RIFF chunks; the header says which there are. */
function webp(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32LE(at + 4);
    const end = Math.min(at + 8 + size + (size % 2), bytes.length);
    const type = bytes.toString('latin1', at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, end));
    // Exif 8, XMP 4.
    if (type === 'VP8X' && chunk.length > 8) chunk[8] = (chunk[8] ?? 0) & ~0x0c;
    if (type !== 'EXIF' && type !== 'XMP ') kept.push(chunk);
    at = end;
  }
  const body = Buffer.concat(kept);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
}

const TOLD = new Set(['udta', 'meta', 'uuid']);
const HOLDS = new Set(['moov', 'trak']);

/** ISO 14496-12: user data becomes free space of the same length, so that no offset moves. */
function isoMedia(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to;) {
      const size = copy.readUInt32BE(at);
      const type = copy.toString('latin1', at + 4, at + 8);
      const end = size === 0 || size === 1 || at + size > to ? to : at + size;
      if (size !== 1 && HOLDS.has(type)) walk(at + 8, end);
      if (size !== 1 && TOLD.has(type)) {
        copy.write('free', at + 4, 'latin1');
        copy.fill(0, at + 8, end);
      }
      // A box of more than 4 GB: none of ours is.
      if (size === 1) return;
      at = Math.max(end, at + 8);
    }
  };
  walk(0, copy.length);
  return copy;
}
