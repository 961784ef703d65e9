/** What an agent sees of a mail's HTML: nothing that runs, tracks or leaves its frame. */
import { safeHtml } from '../../src/channels/email/read/original';

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="&#x2028;javascript:alert(1)">x</a>',
  '<a href="&#xA0;javascript:alert(1)">x</a>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<form action="https://evil.example"><input name=q><button>go</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<img src="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=">',
  '<div style="background:url(https://evil.example/x)">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9">x</div>',
  '<p style="width:expression(alert(1))">x</p>',
  '<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example)}</style>',
  '<!--[if IE]><script>alert(1)</script><![endif]-->',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><script>alert(1)</script></textarea>',
])('%s keeps nothing that runs or loads', (html) => {
  const { html: safe } = safeHtml(html);
  expect(safe).not.toMatch(/<(?:script|iframe|form|input|button|meta|base|link|object|svg|style|textarea|math)\b/iu);
  expect(safe).not.toMatch(/\son\w+=|javascript:|expression\(|url\(|position|evil\.example|svg\+xml/iu);
});

test('links open elsewhere and tell nobody where from', () => {
  expect(safeHtml('<a href="https://example.com/x?a=1&b=2">go</a>').html).toBe(
    '<a href="https://example.com/x?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">go</a>',
  );
});

test('a mail has no place of its own: a link to somewhere relative is words alone', () => {
  expect(safeHtml('<a href="/inbox?close=all">go</a>').html).toBe('<a>go</a>');
});

test('images come with the mail, or wait until they are asked for', () => {
  const { html, remoteImages } = safeHtml(
    [
      '<img src="cid:logo@x" alt="Logo">',
      '<img src="data:image/png;base64,AAAA">',
      '<img src="https://example.com/cat.png" width="300">',
      '<img src="//example.com/dog.png">',
      '<img src="https://example.com/open?id=1" width="1" height="1">',
      '<img src="https://example.com/hidden" style="display:none">',
    ].join(''),
  );
  expect(html).toContain('src="cid:logo@x"');
  expect(html).toContain('src="data:image/png;base64,AAAA"');
  expect(html).toContain('data-remote-src="https://example.com/cat.png"');
  expect(html).toContain('data-remote-src="https://example.com/dog.png"');
  expect(html).not.toMatch(/\ssrc="(?:https?:)?\/\//u);
  expect(html).not.toMatch(/open\?id|hidden/u);
  expect(remoteImages).toBe(2);
});

test('what makes a mail readable stays', () => {
  const html =
    '<table border="1"><tbody><tr><td colspan="2" style="color:#333;padding:4px 8px">A &amp; B</td></tr></tbody></table>';
  expect(safeHtml(html).html).toBe(html.replace('padding:4px 8px', 'padding:4px 8px'));
  expect(safeHtml('<p dir="rtl">שלום</p>').html).toBe('<p dir="rtl">שלום</p>');
});

test('endless HTML ends at a tag, in bounded time', () => {
  const began = Date.now();
  const { html } = safeHtml('<p>word</p>'.repeat(300_000));
  expect(html.length).toBeLessThanOrEqual(1_000_100);
  expect(html.slice(-20)).toMatch(/(?:word|<\/p>)$/u);
  // Nested without end it is not shown at all: the text stands for it.
  expect(safeHtml('<div>'.repeat(50_000) + '<p>word</p>'.repeat(300_000)).html).toBe('');
  expect(Date.now() - began).toBeLessThan(15_000);
});
