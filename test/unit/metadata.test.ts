/** Photos and sound of agents tell customers nothing of where and when they were made. */
import { withoutMetadata } from '../../src/conversations/attachments/metadata';

const PLACE = 'N 52.5200 E 13.4050';
const segment = (marker: number, body: string | Buffer): Buffer => {
  const data = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
/** TIFF, big endian or little: an orientation, then words that nobody should read. */
function exif(orientation: number, little = false): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? 'II' : 'MM', 'latin1');
  const short = (value: number, at: number): number =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number): number =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  long(1, 14);
  short(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(PLACE)]);
}
const QUANT = segment(0xdb, Buffer.alloc(65, 1));
const SCAN = Buffer.concat([segment(0xda, Buffer.alloc(10, 2)), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd3, 3])]);
const EOI = Buffer.from([0xff, 0xd9]);
const SOI = Buffer.from([0xff, 0xd8]);
const JFIF = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
const PROFILE = segment(0xe2, 'ICC_PROFILE\0\x01\x01colours');

describe('a JPEG', () => {
  it.each([false, true])('keeps its pixels, its colours and how it is turned; little endian: %s', (little) => {
    const photo = Buffer.concat([
      ...[SOI, JFIF, segment(0xe1, exif(6, little)), segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${PLACE}`)],
      ...[PROFILE, segment(0xe2, `MPF\0${PLACE}`), segment(0xed, PLACE), segment(0xfe, PLACE), QUANT, SCAN, SCAN, EOI],
      Buffer.from(`a film behind the photo ${PLACE}`),
    ]);
    const clean = withoutMetadata(photo, 'image/jpeg');
    expect(clean?.includes(PLACE)).toBe(false);
    expect(clean?.includes('a film')).toBe(false);
    for (const part of [JFIF, PROFILE, QUANT, Buffer.concat([SCAN, SCAN, EOI])])
      expect(clean?.includes(part)).toBe(true);
    // What is left says only the orientation, and is left alone by a second washing.
    expect(withoutMetadata(clean ?? photo, 'image/jpeg')).toEqual(clean);
    expect(clean?.includes(Buffer.from('Exif\0\0MM\0*', 'latin1'))).toBe(true);
    const upright = Buffer.concat([SOI, segment(0xe1, exif(1, little)), QUANT, SCAN, EOI]);
    expect(withoutMetadata(upright, 'image/jpeg')).toEqual(Buffer.concat([SOI, QUANT, SCAN, EOI]));
  });

  it('that is torn anywhere ends without an error and without its place', () => {
    const photo = Buffer.concat([SOI, JFIF, segment(0xe1, exif(6)), QUANT, SCAN, EOI]);
    for (let length = 2; length < photo.length; length += 1) {
      expect(withoutMetadata(photo.subarray(0, length), 'image/jpeg')?.includes(PLACE)).toBe(false);
    }
  });
});

it('a PNG loses its texts, its time and its Exif, and what follows it', () => {
  const chunk = (type: string, data: string): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    return Buffer.concat([head, Buffer.from(type + data, 'latin1'), Buffer.alloc(4)]);
  };
  const head = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = [chunk('IHDR', '0123456789abc'), chunk('IDAT', 'pixels'), chunk('IEND', '')];
  const told = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'].map((type) => chunk(type, PLACE));
  const [first, ...rest] = pixels;
  const photo = Buffer.concat([head, first ?? head, ...told, ...rest, Buffer.from(PLACE)]);
  expect(withoutMetadata(photo, 'image/png')).toEqual(Buffer.concat([head, ...pixels]));
});

it('a WebP loses its Exif and XMP, and no longer says that it has them', () => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const riff = (...parts: Buffer[]): Buffer => {
    const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
    const head = Buffer.alloc(8);
    head.write('RIFF', 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const flags = (of: number): Buffer => Buffer.from([of, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
  const pixels = chunk('VP8 ', Buffer.from('odd'));
  const photo = riff(
    chunk('VP8X', flags(0x2c)),
    pixels,
    chunk('EXIF', Buffer.from(PLACE)),
    chunk('XMP ', Buffer.from(PLACE)),
  );
  expect(withoutMetadata(photo, 'image/webp')).toEqual(riff(chunk('VP8X', flags(0x20)), pixels));
});

it('a voice note keeps its length and its sound', () => {
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const head = Buffer.alloc(8);
    const body = Buffer.concat(parts);
    head.writeUInt32BE(8 + body.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const note = Buffer.concat([
    box('ftyp', Buffer.from('M4A \0\0\0\0')),
    box('moov', box('mvhd', Buffer.from('times')), box('udta', Buffer.from(PLACE))),
    box('mdat', Buffer.from('sound')),
  ]);
  const clean = withoutMetadata(note, 'audio/mp4');
  expect(clean).toHaveLength(note.length);
  expect(clean?.includes(PLACE)).toBe(false);
  expect(clean?.includes('sound')).toBe(true);
});

it('kinds that cannot be cleaned are told apart from those that need it not', () => {
  expect(withoutMetadata(Buffer.from('x'), 'image/heic')).toBeNull();
  expect(withoutMetadata(Buffer.from('x'), 'text/plain')).toEqual(Buffer.from('x'));
});
