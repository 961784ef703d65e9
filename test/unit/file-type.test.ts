/** Laws of what a file is: its bytes decide, and nothing that a browser might run is taken. */
import { fileTypeOf } from '../../src/foundation/model/file-type';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

describe('the type of a file', () => {
  it.each([
    ['image/png', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), 'a.txt'],
    ['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0]), ''],
    ['image/webp', bytes('RIFF', [4, 0, 0, 0], 'WEBPVP8 '), ''],
    ['audio/wav', bytes('RIFF', [4, 0, 0, 0], 'WAVEfmt '), ''],
    ['image/avif', bytes([0, 0, 0, 28], 'ftypavif'), ''],
    ['audio/mp4', bytes([0, 0, 0, 28], 'ftypM4A '), ''],
    ['audio/mpeg', bytes([0xff, 0xfb, 0x90]), ''],
    ['application/pdf', bytes('%PDF-1.7\n<html>'), ''],
    ['application/msword', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'a.doc'],
    [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes('PK\u0003\u0004', '[Content_Types].xml', 'xl/workbook.xml'),
      '',
    ],
    ['application/vnd.oasis.opendocument.text', bytes('PK\u0003\u0004', Array(26).fill(0) as number[], 'mimetypeapplication/vnd.oasis.opendocument.textPK'), ''], // prettier-ignore
    ['text/plain', Buffer.from('Grüße, 5 < 6'), 'a.md'],
    ['text/csv', Buffer.from('a;b\n1;2'), 'a.csv'],
  ])('is %s by its bytes', (type, content, name) => {
    expect(fileTypeOf(content, name)).toBe(type);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'a.png'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'a.png'],
    ['a page behind text', Buffer.from('hello <script>alert(1)</script>'), 'a.txt'],
    ['an SVG', Buffer.from('\ufeff \n<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.jpg'],
    ['a program', bytes('MZ', [0x90, 0, 3, 0]), 'a.pdf'],
    ['a plain archive', bytes('PK\u0003\u0004', 'readme.txt'), 'a.docx'],
    ['a document with macros', bytes('PK\u0003\u0004', '[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'), 'a.docx'], // prettier-ignore
    ['a video', bytes([0, 0, 0, 28], 'ftypisom'), 'a.jpg'],
    ['an unknown old office file', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'a.msi'],
  ])('refuses %s, whatever its name says', (_what, content, name) => {
    expect(fileTypeOf(content, name)).toBeNull();
  });
});
