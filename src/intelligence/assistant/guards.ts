/** What a model wrote is hostile until it has passed here: links, images, markup, length, and promises that nobody keeps. Pure. */
import type { AssistantRequest } from './assistant';
import { cutAtSentence, inMarkup } from './shape';

export interface LinkRules {
  /** Hosts of the business; "*.example.com" stands for every host below one. */
  hosts: readonly string[];
  /** Addresses of the articles that were read for this answer. */
  urls: readonly string[];
}

export interface Guarded {
  text: string;
  /** What was taken out, for the record. */
  removed: string[];
}

const IMAGE =
  /!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)|<(?:img|image|svg|iframe|script|object|embed|link|style)\b[^>]{0,2000}>?/giu;
const MARKDOWN_LINK = /\[([^\]\n]{0,500})\]\(\s*([^)\s]{0,2000})[^)\n]{0,200}\)/gu;
const ADDRESS =
  /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.|(?:javascript|data|vbscript|file|mailto|tel|sms):)[^\s<>"'\])]{1,2000}/giu;
/** Phones make links of these although no scheme stands before them. */
const BARE_HOST =
  /(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|io|ai|co|info|biz|xyz|app|dev|link|ly|me|top|site|online|shop|store|zip|mov|icu|vip|club|live|help|support|finance|bank|money|cash|loan|pay|cloud|website|space|fun|win|work|news|email|ru|cn|click|page|web|tk|ml|gg|cc|to|in|nl|ch|at|pl|uk|de|fr|es|it|pt|eu|us|br)(?:\/[^\s<>"'\])]{0,2000})?(?![\w-])/giu;
/** With a path behind it, whatever it ends in is a link; so is a machine's number. */
const HOST_WITH_PATH =
  /(?<![@\w.-])(?:(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}|(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?)\/[^\s<>"'\])]{0,2000}/giu;
/** In one pass: what has been allowed is not looked at again in parts. */
const LINK = new RegExp([ADDRESS, HOST_WITH_PATH, BARE_HOST].map(({ source }) => source).join('|'), 'giu');
/** Read as a dot by browsers. */
const OTHER_DOTS = /(?<=[\w-])[。．｡](?=[a-z])/giu;
const TAG = /<\/?[a-z][^>\n]{0,500}>/giu;

/** The text as this channel may carry it: only allowed links, no images, no HTML, the channel's markup, within its length. */
export function guard(text: string, channel: AssistantRequest['channel'], links: LinkRules): Guarded {
  const removed: string[] = [];
  const take = (what: string): string => {
    removed.push(what);
    return '';
  };
  const address = (found: string): string => {
    const trailing = /[.,;:!?]*$/u.exec(found)?.[0] ?? '';
    const bare = found.slice(0, found.length - trailing.length);
    return allowed(bare, links) ? found : take('link') + trailing;
  };
  const clean = text
    .slice(0, 20_000)
    .replace(/[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(OTHER_DOTS, '.')
    .replace(IMAGE, () => take('image'))
    .replace(MARKDOWN_LINK, (_whole, words: string, target: string) => {
      if (!allowed(target, links)) return words + take('link');
      return channel.markup === 'markdown' ? `[${words}](${target})` : `${words} ${target}`;
    })
    .replace(TAG, () => take('markup'))
    .replace(LINK, address)
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  const shaped = inMarkup(clean, channel.markup);
  const short = cutAtSentence(shaped, channel.advisedLength);
  if (short.length < shaped.length)
    removed.push(`${shaped.length - short.length} characters past the channel's length`);
  return { text: short, removed };
}

function allowed(found: string, links: LinkRules): boolean {
  if (links.urls.includes(found)) return true;
  // Browsers read it as a slash, other readers do not.
  if (found.includes('\\')) return false;
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/iu.test(found) ? found : `https://${found}`);
  } catch {
    return false;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  // "https://bank.example@evil.example": what stands before the @ is no host.
  if (url.username !== '' || url.password !== '') return false;
  const host = url.hostname.toLowerCase();
  return links.hosts.some((pattern) =>
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1).toLowerCase()) : host === pattern.toLowerCase(),
  );
}

const PROMISES: readonly RegExp[] = [
  /\b(?:i(?:'|’)?(?:ll| will| am|'m|’m| have|'ve|’ve)|let me|we(?:'|’)?(?:ll| will)) (?:now |just |be |going to |already )*(?:transfer|connect|hand|pass|forward|escalat|put|refer|get)(?:ing|ting|red|ed|e)? (?:you|this|your|it|the|a |an |someone|somebody)/iu,
  /\b(?:transferring|connecting|handing|escalating|forwarding) (?:you|this|your|the conversation)/iu,
  /\b(?:an? |our |the |one of our )?(?:\w+ )?(?:agent|colleague|human|person|representative|specialist|someone|somebody|advis[eo]r|team member|team) (?:will|is going to|shall) (?:be (?:with|in touch|contacting|calling)|contact|reach|call|get back|assist|help|join|take over|answer|write|follow up)/iu,
  /\b(?:le|te) (?:paso|comunico|conecto|transfiero|pongo) con\b|\b(?:un|una) (?:agente|compañer[oa]|persona|colega) (?:le|te|se) /iu,
  /\b(?:ich (?:verbinde|leite|übergebe)|ein(?:e)? (?:kolleg\w*|mitarbeiter\w*|mensch) (?:wird|meldet|übernimmt))/iu,
  /\b(?:je vous (?:transfère|mets en relation|passe)|un(?:e)? (?:conseill\w+|collègue|personne|agent) (?:va|vous|prendra))/iu,
  /\b(?:vou (?:transferir|passar|encaminhar)|(?:um|uma) (?:atendente|colega|pessoa|agente) (?:vai|irá|entrará))/iu,
  /\b(?:la (?:metto|passo|trasferisco|collego)|un(?:a)? (?:operatore|collega|persona|operatrice) (?:la|le|ti|risponderà|si))/iu,
];
const OFFERS =
  /\?|\bif you (?:want|like|wish|prefer|would)|\bwould you like|\bshall i|\bdo you want|\bsi (?:lo desea|quiere|desea)|\bwenn sie|\bsi vous|\bse (?:quiser|desejar|vuole|desidera)/iu;

/** Whether the text says that a person will take over: a promise only a hand-off keeps. Offering one is no promise. */
export function promisesHuman(text: string): boolean {
  return text
    .split(/(?<=[.!?\n])\s+/u)
    .some((sentence) => !OFFERS.test(sentence) && PROMISES.some((pattern) => pattern.test(sentence)));
}
