/** A file is what its bytes say, whatever it is called; only what runs nothing is shown within a page. */
import { fileName, isShownInline, sniff } from '../../src/conversations/attachments/sniff';
import { sampleOf } from '../../src/sandbox/samples';

const bytes = (text: string) => Buffer.from(text, 'latin1');

it.each([
  ['image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF', 'image/png'],
  ['image/gif', 'GIF89a\x01\0', 'text/html'],
  ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 ', 'image/png'],
  ['audio/wav', 'RIFF\x10\0\0\0WAVEfmt ', 'video/mp4'],
  ['audio/ogg', 'OggS\0\x02', 'audio/ogg; codecs=opus'],
  ['audio/mpeg', '\xff\xfb\x90\x44\0\0', 'audio/mpeg'],
  ['audio/aac', '\xff\xf1\x50\x80\0\0', 'audio/aac'],
  ['audio/amr', '#!AMR\n', 'audio/amr'],
  ['image/heic', '\0\0\0\x18ftypheic\0\0', 'image/jpeg'],
  ['video/mp4', '\0\0\0\x18ftypisom\0\0', 'video/mp4'],
  ['audio/mp4', '\0\0\0\x18ftypisom\0\0', 'audio/mp4'],
  ['video/3gpp', '\0\0\0\x18ftyp3gp4\0\0', 'image/png'],
  ['application/pdf', '%PDF-1.7', 'image/png'],
  ['application/zip', 'PK\x03\x04\x14', 'image/png'],
  [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'PK\x03\x04\x14',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['text/vcard', 'BEGIN:VCARD\r\nFN:A', 'text/x-vcard'],
  // What a browser would run is text.
  ['text/plain', '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', 'image/svg+xml'],
  ['text/plain', '<!doctype html><script>x()</script>', 'text/html'],
  ['application/octet-stream', '\0\x01\x02\x03', 'image/png'],
  ['application/octet-stream', '', 'image/png'],
])('%s', (type, content, declared) => {
  expect(sniff(bytes(content), declared)).toBe(type);
});

test('what the sandbox makes up is what it says', () => {
  for (const sample of ['picture', 'voice', 'contact', 'document'] as const) {
    const { mediaType, bytes: content } = sampleOf(sample);
    expect(sniff(content, 'application/octet-stream')).toBe(mediaType);
  }
});

test('nothing that can run stands within a page', () => {
  expect(['image/png', 'audio/ogg'].every(isShownInline)).toBe(true);
  expect(
    ['image/svg+xml', 'text/html', 'application/pdf', 'text/plain', 'image/tiff', 'video/mp4'].some(isShownInline),
  ).toBe(false);
});

it.each([
  ['bill.pdf', 'application/pdf', 'bill.pdf'],
  ['../../etc/passwd', 'text/plain', 'passwd'],
  ['C:\\temp\\run.exe', 'text/plain', 'run.exe'],
  ['.bashrc', 'text/plain', 'bashrc'],
  ['a\r\nset-cookie: x"y', 'text/plain', 'a_set-cookie_ x_y'],
  [null, 'image/jpeg', 'image.jpg'],
  ['', 'application/pdf', 'file.pdf'],
  ['…/', 'audio/mpeg', 'audio.mp3'],
])('%j is saved under a harmless name', (name, mediaType, saved) => {
  expect(fileName(name, mediaType)).toBe(saved);
});
