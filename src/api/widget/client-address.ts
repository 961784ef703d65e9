/** The network address to count a visitor by: the socket's own, or what a trusted proxy says of it. Pure. */
import { BlockList, isIP, isIPv6 } from 'node:net';

const NAMED: Record<string, readonly [string, number, 'ipv4' | 'ipv6'][]> = {
  loopback: [['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6']], // prettier-ignore
  linklocal: [['169.254.0.0', 16, 'ipv4'], ['fe80::', 10, 'ipv6']], // prettier-ignore
  uniquelocal: [['10.0.0.0', 8, 'ipv4'], ['172.16.0.0', 12, 'ipv4'], ['192.168.0.0', 16, 'ipv4'], ['fc00::', 7, 'ipv6']], // prettier-ignore
};

/** Of TRUSTED_PROXIES: addresses, networks (CIDR) or names, as Fastify takes them. */
export function trustedNetworks(proxies: readonly string[]): BlockList {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const named = NAMED[proxy];
    if (named) for (const network of named) trusted.addSubnet(...network);
    else if (bits) trusted.addSubnet(address, Number(bits), family);
    else trusted.addAddress(address, family);
  }
  return trusted;
}

/** From the nearest hop outwards, the first address that is no trusted proxy; what stands behind it is only claimed. */
export function clientAddress(remote: string, forwardedFor: string | string[] | undefined, trusted: BlockList): string {
  const claimed = [forwardedFor ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  let address = plain(remote);
  while (isTrusted(address, trusted)) {
    const next = plain(claimed.pop() ?? '');
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
}

/** What one holder has is counted as one: an IPv6 address by its /64. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
