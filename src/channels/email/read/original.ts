/** The HTML of a mail as an agent may see it: in a sandboxed frame, without anything that runs, tracks or escapes. */
import sanitizeHtml from 'sanitize-html';

export interface Original {
  html: string;
  /** Held back until asked for: their addresses stand in `data-remote-src`. */
  remoteImages: number;
}

/** What is kept of one mail; longer HTML ends there. */
const LONGEST = 1_000_000;
/** Newsletters nest some dozens deep; the time that parsing takes grows with the square. */
const DEEPEST = 1_000;

const LENGTH = /^-?\d{1,4}(?:\.\d{1,2})?(?:px|em|rem|pt|%)?$/;
const LENGTHS = /^(?:(?:-?\d{1,4}(?:\.\d{1,2})?(?:px|em|rem|pt|%)?|auto)\s*){1,4}$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%/]{1,40}\))$/i;
const WORD = /^[a-z-]{2,20}$/i;

/** No position, no url(), no expression: what a style may do ends at its own box. */
const STYLES = {
  color: [COLOUR],
  'background-color': [COLOUR],
  'font-size': [LENGTH],
  'font-weight': [/^(?:[1-9]00|bold|normal|bolder|lighter)$/],
  'font-style': [WORD],
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'text-align': [WORD],
  'text-decoration': [/^[a-z\s-]{2,40}$/i],
  'line-height': [LENGTH],
  margin: [LENGTHS],
  padding: [LENGTHS],
  width: [LENGTH],
  height: [LENGTH],
  'max-width': [LENGTH],
  'vertical-align': [WORD],
  'white-space': [WORD],
  'border-collapse': [WORD],
  border: [/^[\w\s#.(),%-]{1,60}$/],
};

const LINK = /^\s*(?:https?|mailto|tel):/i;
/** Raster images alone: an SVG is a document. */
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$/;

/** Empty when it cannot be shown: then the text stands for it. */
export function safeHtml(html: string): Original {
  if (depthOf(html.slice(0, LONGEST)) > DEEPEST) return { html: '', remoteImages: 0 };
  let remoteImages = 0;
  const safe = sanitizeHtml(html.slice(0, LONGEST), {
    allowedTags: [
      ...[
        'a',
        'abbr',
        'address',
        'b',
        'blockquote',
        'br',
        'caption',
        'center',
        'cite',
        'code',
        'col',
        'colgroup',
        'dd',
      ],
      ...[
        'del',
        'div',
        'dl',
        'dt',
        'em',
        'figure',
        'figcaption',
        'font',
        'h1',
        'h2',
        'h3',
        'h4',
        'h5',
        'h6',
        'hr',
        'i',
      ],
      ...['img', 'ins', 'li', 'mark', 'ol', 'p', 'pre', 'q', 's', 'small', 'span', 'strike', 'strong', 'sub', 'sup'],
      ...['table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul'],
    ],
    // What stands in these is no text for anybody.
    nonTextTags: [
      'script',
      'style',
      'textarea',
      'option',
      'noscript',
      'title',
      'template',
      'xmp',
      'noembed',
      'noframes',
    ],
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'valign', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height', 'data-remote-src'],
      font: ['color', 'size', 'face'],
      table: ['border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
      td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
      th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid', 'data'] },
    allowProtocolRelative: false,
    nestingLimit: 200,
    parseStyleAttributes: true,
    transformTags: {
      a: (tag, { href = '', ...rest }) => ({
        tagName: tag,
        attribs: {
          ...pick(rest, ['style', 'title']),
          // A mail has no place of its own that a relative address could start from.
          ...(LINK.test(href) ? { href, target: '_blank', rel: 'noopener noreferrer nofollow' } : {}),
        },
      }),
      img: (tag, attribs) => {
        const kept = pick(attribs, ['alt', 'width', 'height', 'style', 'title']);
        const src = (attribs['src'] ?? '').trim();
        if (/^cid:/i.test(src) || DATA_IMAGE.test(src)) return { tagName: tag, attribs: { ...kept, src } };
        const address = src.startsWith('//') ? `https:${src}` : src;
        // A picture of one point shows nothing and tells the sender that somebody reads.
        if (!/^https?:\/\//i.test(address) || isTracker(attribs)) return { tagName: 'span', attribs: {} };
        remoteImages += 1;
        return { tagName: tag, attribs: { ...kept, 'data-remote-src': address } };
      },
    },
  });
  return { html: safe.length > LONGEST ? cutAtTag(safe) : safe, remoteImages };
}

/** Elements that stand open at once, those that HTML closes by itself included. */
function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, closes] of html.matchAll(/<(\/?)[a-z]/gi)) {
    depth = closes ? Math.max(0, depth - 1) : depth + 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

function isTracker({ width, height, style = '' }: Record<string, string>): boolean {
  const tiny = (value: string | undefined) => value !== undefined && /^[01](?:px)?$/.test(value.trim());
  return (
    tiny(width) ||
    tiny(height) ||
    /(?:display\s*:\s*none|(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$))/i.test(style)
  );
}

function pick(attribs: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (attribs[name] === undefined ? [] : [[name, attribs[name]]])));
}

/** Browsers close what is open; half a tag would be read as something else. */
function cutAtTag(html: string): string {
  return html.slice(0, html.lastIndexOf('<', LONGEST));
}
