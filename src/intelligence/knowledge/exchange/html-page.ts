/** A web page as an article: its heading, and the text of its main part as Markdown. Scripts, forms and navigation are left out. Pure. */
import { convert, type HtmlToTextOptions } from 'html-to-text';

const SKIPPED = [
  'nav',
  'header',
  'footer',
  'aside',
  'form',
  'button',
  'script',
  'style',
  'noscript',
  'iframe',
  'svg',
  'img',
];

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  baseElements: { selectors: ['article', 'main', 'body'], orderBy: 'selectors', returnDomByDefault: true },
  limits: { maxBaseElements: 1, maxDepth: 60, maxInputLength: 3_000_000 },
  formatters: {
    marked: (element, walk, builder) => {
      builder.openBlock({ leadingLineBreaks: 2 });
      builder.addInline(`${'#'.repeat(Number(String(element.name).slice(1)))} `);
      walk(element.children, builder);
      builder.closeBlock({ trailingLineBreaks: 2 });
    },
  },
  selectors: [
    ...SKIPPED.map((selector) => ({ selector, format: 'skip' })),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, format: 'marked' })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'a', options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
  ],
};

const only = (selector: string, html: string): string =>
  convert(html, {
    wordwrap: false,
    baseElements: { selectors: [selector], returnDomByDefault: false },
    limits: { maxBaseElements: 1, maxInputLength: 3_000_000 },
    selectors: [{ selector: 'h1', options: { uppercase: false } }],
  })
    .replace(/\s+/g, ' ')
    .trim();

/** `language`: where the page names none. */
export function readPage(
  html: string,
  url: string,
  language: string,
): { title: string; body: string; language: string } {
  const title = only('h1', html) || only('title', html);
  const text = convert(html, {
    ...OPTIONS,
    selectors: [
      ...(OPTIONS.selectors ?? []),
      // Addresses in the page are relative to it.
      { selector: 'a', options: { pathRewrite: (path: string) => absolute(path, url) } },
    ],
  });
  const body = text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const first = `# ${title}`;
  return {
    title: title.slice(0, 200),
    body: (body.startsWith(`${first}\n`) ? body.slice(first.length) : body === first ? '' : body)
      .trim()
      .slice(0, 50_000),
    language: /<html\b[^>]*\blang\s*=\s*["']?([a-z]{2})\b/i.exec(html)?.[1]?.toLowerCase() ?? language,
  };
}

function absolute(path: string, base: string): string {
  if (!URL.canParse(path, base)) return '';
  const { protocol, href } = new URL(path, base);
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? href : '';
}
