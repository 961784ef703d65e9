/** One request to a declared host: no address inside of a network unless declared, no redirect, bounded in bytes and time. */
import { lookup as resolve } from 'node:dns';
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface Outside {
  url: URL;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  mostBytes: number;
  /** The host is declared as one of the business's own network; plain http is allowed there alone. */
  inside: boolean;
}

/** `sent`: the request may have had its effect all the same. */
export class OutsideFault extends Error {
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
    this.name = 'OutsideFault';
  }
}

/** RFC 6890 and its successors: everything that is no public IPv4 address. */
const INSIDE_V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Within 2000::/3, which alone is public: tunnels that carry an IPv4 address, and documentation. */
const INSIDE_V6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
const closed = new BlockList();
for (const [net, bits] of INSIDE_V4) closed.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of INSIDE_V6) closed.addSubnet(net, bits, 'ipv6');
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4');
    case 6:
      return global.check(address, 'ipv6') && !closed.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The name is resolved once, and the line goes to the address that was looked at: nothing can change in between. */
const publicOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const fit = found.filter(({ address }) => isPublic(address));
    const [first] = fit;
    if (!first || fit.length < found.length) return done(new Error('the host has an address inside of a network'), '');
    if (options.all) done(null, fit);
    else done(null, first.address, first.family);
  });
};

/** What came back: whatever the status is. `ended` says whether the body is all of it. */
export interface Answered {
  status: number;
  text: string;
  ended: 'whole' | 'too long' | 'broken off';
}

/** The body of a 2xx answer as text. Throws OutsideFault. */
export async function post(at: Outside, signal: AbortSignal): Promise<string> {
  const { status, text, ended } = await exchange(at, signal);
  // What it refused it has not done.
  if (status < 200 || status > 299) throw new OutsideFault(`it answered ${status}`, status >= 500);
  if (ended === 'too long') throw new OutsideFault('its answer is too long', true);
  if (ended === 'broken off') throw new OutsideFault('its answer broke off', true);
  return text;
}

/** The answer with at most `mostBytes` of its body; a body that breaks off leaves the status true. Throws OutsideFault when nothing answered. */
export function exchange(at: Outside, signal: AbortSignal): Promise<Answered> {
  const { url, inside } = at;
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (url.protocol !== 'https:' && !(inside && url.protocol === 'http:')) {
    return Promise.reject(new OutsideFault('only https is allowed', false));
  }
  if (!inside && isIP(host) !== 0 && !isPublic(host)) {
    return Promise.reject(new OutsideFault('the address is inside of a network', false));
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(at.timeoutMs)]);
  return new Promise((found, failed) => {
    let sent = false;
    const fail = (message: string): void => failed(new OutsideFault(message, sent));
    const asked = (url.protocol === 'https:' ? https : http)(
      url,
      {
        method: 'POST',
        agent: false,
        signal: limit,
        headers: { ...at.headers, 'content-length': String(Buffer.byteLength(at.body)) },
        ...(inside ? {} : { lookup: publicOnly }),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const chunks: Buffer[] = [];
        let bytes = 0;
        const answer = (ended: Answered['ended']): void =>
          found({ status, text: Buffer.concat(chunks).subarray(0, at.mostBytes).toString('utf8'), ended });
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.byteLength;
          chunks.push(chunk);
          if (bytes <= at.mostBytes) return;
          answer('too long');
          response.destroy();
        });
        response.on('end', () => answer('whole'));
        response.on('error', () => answer('broken off'));
      },
    );
    asked.on('socket', (socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent = true)),
    );
    asked.on('error', () => fail(limit.aborted ? 'it did not answer in time' : 'it could not be reached'));
    asked.end(at.body);
  });
}
