/** Fetches what a customer sent: with the account's credentials, from Twilio's own hosts, within bytes and time. */
import { SendFault } from '../channel';
import { pointed } from './client';

/** The whole of a file, redirects included. */
const DEADLINE_MS = 20_000;
const MOST_REDIRECTS = 4;

/** Where the API names media, and the only hosts that ever see the credentials. */
const API = /^api(\.[a-z0-9-]+){0,2}\.twilio\.com$/;
/** Where it sends one on to, with signed addresses that want no credentials. */
const STORES = /^((mms|media)\.twiliocdn\.com|(media|mcs)(\.[a-z0-9-]+)?\.twilio\.com)$/;
const S3 = /^s3(-external-1|\.[a-z0-9-]+)?\.amazonaws\.com$/;

export interface MediaAccess {
  accountSid: string;
  authToken: string;
  /** Where a simulated account is served; null: Twilio. */
  baseUrl: string | null;
}

/** The bytes behind `url`. Throws SendFault, `permanent` for what no other try would bring. */
export async function fetchMedia(
  access: MediaAccess,
  url: string,
  mostBytes: number,
  signal: AbortSignal,
  deadlineMs = DEADLINE_MS,
): Promise<Buffer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  try {
    let at = place(access, url);
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const response = await globalThis.fetch(at.url, {
        redirect: 'manual',
        signal: limit,
        headers: at.trusted
          ? { authorization: `Basic ${Buffer.from(`${access.accountSid}:${access.authToken}`).toString('base64')}` }
          : {},
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        at = place(access, new URL(location, at.url).href);
        continue;
      }
      if (response.ok) return await bounded(response, mostBytes);
      await response.body?.cancel();
      throw refusal(response.status);
    }
    throw new SendFault('permanent', 'The file was moved too often to be followed.');
  } catch (error) {
    if (error instanceof SendFault) throw error;
    throw new SendFault('retry', 'The line to the provider broke off while the file was read.', { cause: error });
  }
}

/** Where to ask, and whether the credentials may be shown there. */
function place({ baseUrl }: MediaAccess, address: string): { url: URL; trusted: boolean } {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && baseUrl !== null) {
    const base = new URL(baseUrl);
    const here = API.test(url.hostname) ? new URL(pointed(url.href, baseUrl)) : url;
    if (here.origin === base.origin) {
      return { url: here, trusted: here.pathname.startsWith(`${base.pathname.replace(/\/+$/, '')}/2010-04-01/`) };
    }
  } else if (url && url.protocol === 'https:' && url.port === '') {
    if (API.test(url.hostname)) return { url, trusted: true };
    const stored = S3.test(url.hostname) && /^\/media\.(twiliocdn\.com|[a-z0-9.-]*twilio\.com)\//.test(url.pathname);
    if (STORES.test(url.hostname) || stored) return { url, trusted: false };
  }
  throw new SendFault('permanent', 'The file is not where this provider keeps files; it was not fetched.');
}

async function bounded(response: Response, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = Number(response.headers.get('content-length') ?? 0);
  if (size <= mostBytes && response.body) {
    size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      // Leaving the loop gives the body up.
      if (size > mostBytes) break;
      chunks.push(Buffer.from(chunk));
    }
  }
  if (size <= mostBytes) return Buffer.concat(chunks);
  await response.body?.cancel().catch(() => undefined);
  throw new SendFault('permanent', `The file is larger than ${Math.floor(mostBytes / 1_048_576)} MB; it is not kept.`);
}

function refusal(status: number): SendFault {
  if (status === 404 || status === 410) return new SendFault('permanent', 'The provider no longer has this file.');
  if (status === 401 || status === 403)
    return new SendFault('retry', 'The provider refused our credentials for this file.', { code: String(status) });
  return new SendFault('retry', `The provider answered ${status} for this file.`, { code: String(status) });
}
