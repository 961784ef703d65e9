/** Where this process may go on the word of an outsider: listed hosts alone, and never an address inside a network. Pure. */
import { BlockList, isIP } from 'node:net';

/** Networks that are nobody's in the public internet: RFC 6890 with its updates. */
const INSIDE = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Within 2000::/3, outside of which nothing is public: Teredo and other protocols, documentation, 6to4. */
const INSIDE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blocked = new BlockList();
for (const network of INSIDE) add(blocked, network, 'ipv4');
for (const network of INSIDE_6) add(blocked, network, 'ipv6');
const global = new BlockList();
add(global, '2000::/3', 'ipv6');

function add(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits = ''] = network.split('/');
  list.addSubnet(address, Number(bits), family);
}

/** False for anything that is no address. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6:
      return global.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
    default:
      return false;
  }
}

/** `hosts`: names, or "*.example.com" for all below one. */
export function isListedHost(host: string, hosts: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return hosts.some((listed) =>
    listed.startsWith('*.') ? name.endsWith(listed.slice(1).toLowerCase()) : name === listed.toLowerCase(),
  );
}
