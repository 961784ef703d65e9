/** What a file is by its own bytes, against a list of what is taken. Whatever a browser might run (HTML, SVG, XML) is not on it. Pure. */

/** The media type by content; null for what is not taken. The name decides only between kinds that share one container. */
export function fileTypeOf(bytes: Buffer, name = ''): string | null {
  if (bytes.length === 0) return null;
  for (const [type, offset, magic] of MAGIC) {
    if (bytes.subarray(offset, offset + magic.length).equals(magic)) return type;
  }
  const extension = /\.([a-z0-9]{2,5})$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
  if (at(bytes, 0, 'RIFF')) return at(bytes, 8, 'WEBP') ? 'image/webp' : at(bytes, 8, 'WAVE') ? 'audio/wav' : null;
  if (at(bytes, 4, 'ftyp')) return ISO_BRANDS[bytes.toString('latin1', 8, 12)] ?? null;
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)
    return ((bytes[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg';
  if (bytes.subarray(0, 8).equals(OLE)) return OLD_OFFICE[extension] ?? null;
  if (at(bytes, 0, 'PK\u0003\u0004')) return officeOf(bytes);
  return isPlainText(bytes) ? (extension === 'csv' ? 'text/csv' : 'text/plain') : null;
}

const magic = (type: string, hex: string, offset = 0): [string, number, Buffer] => [
  type,
  offset,
  Buffer.from(hex, 'hex'),
];

const MAGIC = [
  magic('image/png', '89504e470d0a1a0a'),
  magic('image/jpeg', 'ffd8ff'),
  magic('image/gif', '474946383761'),
  magic('image/gif', '474946383961'),
  magic('application/pdf', '255044462d'),
  magic('audio/mpeg', '494433'),
  magic('audio/ogg', '4f676753'),
  magic('audio/flac', '664c6143'),
  magic('audio/webm', '1a45dfa3'),
  magic('audio/amr', '2321414d52'),
];

/** ISO 14496-12: the brand stands behind `ftyp`. */
const ISO_BRANDS: Record<string, string> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heic',
  'M4A ': 'audio/mp4',
};

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const OLD_OFFICE: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};

const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument.';

/** A zip by the names of its parts; macros are not taken. */
function officeOf(bytes: Buffer): string | null {
  if (bytes.includes('vbaProject.bin')) return null;
  // OpenDocument: the first part is `mimetype`, stored as it is.
  if (at(bytes, 30, `mimetype${ODF}`)) {
    const kind = /^(text|spreadsheet|presentation)(?![-a-z])/u.exec(
      bytes.toString('latin1', 38 + ODF.length, 38 + ODF.length + 13),
    )?.[1];
    return kind ? `${ODF}${kind}` : null;
  }
  if (!bytes.includes('[Content_Types].xml')) return null;
  if (bytes.includes('word/document.xml')) return `${OOXML}.wordprocessingml.document`;
  if (bytes.includes('xl/workbook.xml')) return `${OOXML}.spreadsheetml.sheet`;
  return bytes.includes('ppt/presentation.xml') ? `${OOXML}.presentationml.presentation` : null;
}

/** UTF-8 without control characters that no text has, and no markup that a browser might take for a page. */
function isPlainText(bytes: Buffer): boolean {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/u.test(text)) return false;
  return !/^\s*</u.test(text) && !/<\s*(?:!doctype|html|svg|script|iframe|body|\?xml)\b/iu.test(text);
}

const at = (bytes: Buffer, offset: number, text: string): boolean =>
  bytes.toString('latin1', offset, offset + text.length) === text;
