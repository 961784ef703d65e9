/** The words of a mail become HTML that cannot be anything but those words and the links that stand in them. */
import { htmlOf } from '../../src/channels/email/compose';

const text = (html: string): string =>
  html
    .replace(/<[^>]*>/gu, '')
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&amp;/gu, '&');
const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-z0-9]+)/giu)].map(([, name]) => name ?? '');

test.each([
  '<img src=x onerror=alert(1)> <script>alert(1)</script>',
  '</div></body><style>*{display:none}</style>',
  'https://evil.example/"onmouseover="alert(1) and https://evil.example/<script>',
  '[pay](javascript:alert(1)) ![x](https://evil.example/x.png)',
  'javascript:alert(1) data:text/html,<script>1</script>',
  '&lt;script&gt; &amp;amp; &#60;img&#62;',
])('hostile words stay words: %s', (words) => {
  const html = htmlOf(words);
  expect(text(html)).toBe(words);
  expect(tags(html).filter((name) => name !== 'div' && name !== 'a')).toEqual([]);
  for (const [, attributes = ''] of html.matchAll(/<a([^>]*)>/gu)) {
    expect(attributes).toMatch(/^ href="https?:\/\/[^"<>\s]+"$/u);
  }
});
