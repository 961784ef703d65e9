/**
 * One page of a listed host. The address that was checked is the one that is connected to, so that no name may point elsewhere a
 * moment later; each redirect is checked like the first address; size and time are bounded.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isListedHost, isPublicAddress } from './reach';

export interface Page {
  /** Where it was found in the end. */
  url: string;
  html: string;
}

export interface Ways {
  hosts: readonly string[];
  timeoutMs?: number;
  maxBytes?: number;
  /** How a name becomes addresses. */
  resolve?: (host: string) => Promise<LookupAddress[]>;
  /** Which addresses may be connected to; the public ones. */
  permits?: (address: string) => boolean;
  /** Without TLS, for a listener of one's own. */
  insecure?: boolean;
}

const REDIRECTS = 3;
const TIMEOUT_MS = 15_000;
const MAX_BYTES = 3_000_000;

/** Throws an Error that says what is wrong with the address or the answer. */
export async function fetchPage(address: string, ways: Ways): Promise<Page> {
  const signal = AbortSignal.timeout(ways.timeoutMs ?? TIMEOUT_MS);
  let url = checked(address, ways);
  for (let hops = 0; hops <= REDIRECTS; hops += 1) {
    const response = await get(url, ways, signal);
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      response.destroy();
      url = checked(new URL(location, url).href, ways);
      continue;
    }
    return { url: url.href, html: await read(response, status, ways.maxBytes ?? MAX_BYTES) };
  }
  throw new Error(`leads on and on (${REDIRECTS} redirects)`);
}

function checked(address: string, { hosts, insecure, permits = isPublicAddress }: Ways): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || (url.protocol !== 'https:' && !(insecure && url.protocol === 'http:'))) {
    throw new Error('is no https address');
  }
  if (url.username !== '' || url.password !== '') throw new Error('holds a sign-in');
  if (!insecure && url.port !== '') throw new Error('names a port');
  if (!isListedHost(url.hostname, hosts)) {
    throw new Error(`leads to ${url.hostname}, which is not among importHosts of business.yaml`);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) && !permits(literal)) throw new Error('leads into a private network');
  return url;
}

function get(
  url: URL,
  { resolve = resolved, permits = isPublicAddress }: Ways,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (!first || !found.every(({ address }) => permits(address))) {
          callback(new Error('leads into a private network'), '', 0);
        } else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
  const send = url.protocol === 'http:' ? plainRequest : request;
  return new Promise((fulfil, refuse) => {
    send(
      url,
      // One connection for one page: none is kept that was made to another address.
      {
        lookup,
        signal,
        agent: false,
        headers: { accept: 'text/html', 'accept-encoding': 'identity', 'user-agent': 'Baton' },
      },
      fulfil,
    )
      .on('error', (error) => refuse(signal.aborted ? new Error('did not answer in time', { cause: error }) : error))
      .end();
  });
}

function resolved(host: string): Promise<LookupAddress[]> {
  return new Promise((fulfil, refuse) =>
    lookUp(host, { all: true }, (error, found) => (error ? refuse(error) : fulfil(found))),
  );
}

async function read(response: IncomingMessage, status: number, maxBytes: number): Promise<string> {
  const type = response.headers['content-type'] ?? '';
  const fault =
    status !== 200
      ? `answers ${status}`
      : !/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type)
        ? `is ${type === '' ? 'of no stated type' : type}, not HTML`
        : (response.headers['content-encoding'] ?? 'identity') !== 'identity'
          ? 'is compressed, which was not asked for'
          : null;
  if (fault !== null) {
    response.destroy();
    throw new Error(fault);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new Error(`is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return decoded(Buffer.concat(chunks), type);
}

/** By the header, else by what the page says of itself in its first bytes, else UTF-8. */
function decoded(bytes: Buffer, type: string): string {
  const stated = /charset\s*=\s*["']?([\w-]+)/i;
  const name = stated.exec(type)?.[1] ?? stated.exec(bytes.subarray(0, 2_048).toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    throw new Error(`is written in ${name}, which is not known`);
  }
}
