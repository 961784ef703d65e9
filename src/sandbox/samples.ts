/** The files that a virtual phone can send: made here, so that nobody's picture or voice lies in the code. */
import { crc32, deflateSync } from 'node:zlib';
import type { Sample } from './contract';

export function sampleOf(sample: Sample): { mediaType: string; bytes: Buffer } {
  switch (sample) {
    case 'picture':
      return { mediaType: 'image/png', bytes: picture(480, 320) };
    case 'voice':
      return { mediaType: 'audio/wav', bytes: voice(1.5) };
    case 'contact':
      return { mediaType: 'text/vcard', bytes: Buffer.from(CARD) };
    case 'document':
      return { mediaType: 'application/pdf', bytes: Buffer.from(PAGE) };
  }
}

const CARD = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'FN:Second customer',
  'ORG:Larkmoor',
  'TEL;TYPE=CELL:+12025550142',
  'EMAIL:second.customer@example.com',
  'END:VCARD',
  '',
].join('\r\n');

const PAGE =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

/** A PNG: hills under a sky. */
function picture(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const hill = height * (0.6 + 0.12 * Math.sin(x / 47) + 0.05 * Math.sin(x / 13));
      const [r, g, b] = y > hill ? [52, 110 + (y - hill) / 4, 68] : [120 + y / 4, 170 + y / 5, 230];
      row.set([r, g, b].map(Math.round), 1 + x * 3);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}

/** A WAV of some soft tones, 8 kHz in 8 bits. */
function voice(seconds: number): Buffer {
  const rate = 8_000;
  const samples = Math.round(rate * seconds);
  const sound = Buffer.alloc(samples);
  for (let i = 0; i < samples; i += 1) {
    const tone = 220 * 1.25 ** Math.floor((i / rate) * 4);
    sound[i] = 128 + Math.round(50 * Math.sin((2 * Math.PI * tone * i) / rate) * Math.sin((Math.PI * i) / samples));
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, sound]);
}
