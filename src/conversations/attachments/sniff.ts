/** What a file is by its own first bytes: what a sender or a provider calls it is only believed for plain text. */

/** At `at`, these bytes; ISO 8859-1 spelling. */
interface Magic {
  type: string;
  at?: number;
  bytes: string;
}

const MAGIC: readonly Magic[] = [
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/gif', bytes: 'GIF87a' },
  { type: 'image/gif', bytes: 'GIF89a' },
  { type: 'image/bmp', bytes: 'BM' },
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'application/pdf', bytes: '%PDF-' },
  { type: 'audio/ogg', bytes: 'OggS' },
  { type: 'audio/amr', bytes: '#!AMR' },
  { type: 'audio/mpeg', bytes: 'ID3' },
  { type: 'audio/midi', bytes: 'MThd' },
  { type: 'video/webm', bytes: '\x1a\x45\xdf\xa3' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
  { type: 'application/x-msdownload', bytes: 'MZ' },
];

/** Of a RIFF file, by the name at its eighth byte. */
const RIFF: Readonly<Record<string, string>> = { WEBP: 'image/webp', WAVE: 'audio/wav', 'AVI ': 'video/x-msvideo' };

/** ISO base media, by its brand. */
const BRANDS: readonly [RegExp, string][] = [
  [/^(heic|heix|hevc|mif1|msf1)/, 'image/heic'],
  [/^avif/, 'image/avif'],
  [/^M4A/, 'audio/mp4'],
  [/^3g/, 'video/3gpp'],
  [/^qt/, 'video/quicktime'],
];

/** Office files are zip archives: between those the sender's word is as good as any. */
const ZIPPED = /^application\/(vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+|epub\+zip)$/;
const UNKNOWN = 'application/octet-stream';

export function sniff(bytes: Buffer, declared: string): string {
  const said = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  const head = bytes.subarray(0, 64).toString('latin1');
  if (head.startsWith('RIFF')) return RIFF[head.slice(8, 12)] ?? UNKNOWN;
  if (head.slice(4, 8) === 'ftyp') {
    const brand = BRANDS.find(([pattern]) => pattern.test(head.slice(8, 12)))?.[1] ?? 'video/mp4';
    // Voice notes of some phones are MP4 without a brand of their own.
    return brand === 'video/mp4' && said.startsWith('audio/') ? 'audio/mp4' : brand;
  }
  const known = MAGIC.find((one) => head.startsWith(one.bytes, one.at ?? 0))?.type;
  if (known === 'application/zip' && ZIPPED.test(said)) return said;
  if (known) return known;
  if (isMpegFrame(bytes)) return (bytes[1] ?? 0) & 0x06 ? 'audio/mpeg' : 'audio/aac';
  return isText(bytes) ? textType(head, said) : UNKNOWN;
}

/** Eleven set bits; MPEG audio and ADTS (layer 0). */
function isMpegFrame(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0 && bytes[1] !== 0xff;
}

function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(bytes.toString('latin1'))) return false;
  const text = bytes.toString('utf8');
  return !text.includes('\uFFFD');
}

/** Nothing that a browser would run is ever called so: markup is text here. */
function textType(head: string, said: string): string {
  if (/^(\xef\xbb\xbf)?\s*BEGIN:VCARD/i.test(head)) return 'text/vcard';
  return /^text\/(csv|calendar)$/.test(said) ? said : 'text/plain';
}

/** Shown within a page: raster images and sound, which run nothing. */
export function isShownInline(mediaType: string): boolean {
  return /^(image\/(jpeg|png|gif|webp|bmp|avif)|audio\/(ogg|mpeg|mp4|aac|wav|amr))$/.test(mediaType);
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'text/plain': 'txt',
  'text/vcard': 'vcf',
  'video/3gpp': '3gp',
  'application/octet-stream': 'bin',
};

/** A name for a disk: no path, no control characters, no leading dot, and an ending. */
export function fileName(name: string | null, mediaType: string): string {
  const bare = (name ?? '')
    .replace(/^.*[\\/]/s, '')
    .replace(/[\p{C}"*:<>?|;%]+/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(-120);
  if (bare !== '') return bare;
  const [family = 'file', rest = ''] = mediaType.split('/');
  const stem = family === 'application' || family === 'text' ? 'file' : family;
  return `${stem}.${EXTENSIONS[mediaType] ?? (/^[a-z0-9]{2,5}$/.test(rest) ? rest : 'bin')}`;
}
