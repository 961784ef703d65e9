/** The virtual phones: the handful that the page offers, and how any other well-formed id becomes one. */
import type { Phone, PhoneChannel } from './contract';

interface OfferedPhone {
  number: string;
  channel: PhoneChannel;
  label: string;
  owner: 'customer' | 'agent';
  /** For an agent's phone: the number that offers come from. */
  line?: string;
}

/**
 * Numbers that are reserved for fiction (555-01xx). The agent's phone and its line are the endpoint that
 * config/agents.yaml gives the demo agent; a test holds them together.
 */
export const OFFERED: readonly OfferedPhone[] = [
  { number: '+12025550141', channel: 'sms', label: 'First customer, SMS', owner: 'customer' },
  { number: '+12025550141', channel: 'whatsapp', label: 'First customer, WhatsApp', owner: 'customer' },
  { number: '+12025550142', channel: 'sms', label: 'Second customer, SMS', owner: 'customer' },
  { number: '+12025550143', channel: 'whatsapp', label: 'Third customer, WhatsApp', owner: 'customer' },
  { number: '+12025550150', channel: 'sms', label: 'Demo agent’s own phone', owner: 'agent', line: '+12025550130' },
];

/** Numbers that customers are never given. */
const STAFF_LINES = new Set(OFFERED.flatMap(({ line }) => line ?? []));

export interface Line {
  readonly channel: PhoneChannel;
  readonly number: string;
}

export interface SimulatedAccount extends Line {
  readonly name: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly messagingServiceSid: string | null;
}

export function offeredPhones(lines: readonly Line[]): Phone[] {
  return OFFERED.map(({ number, channel, label, owner }) => {
    const id = phoneId(channel, number);
    return { id, number, channel, label, owner, writesTo: writesTo(id, lines) };
  });
}

export function phoneId(channel: PhoneChannel, number: string): string {
  return `${channel}-${number.slice(1)}`;
}

/** `id` is a well-formed PhoneId. */
export function phoneOf(id: string): { channel: PhoneChannel; number: string; label: string | null } {
  const [channel, digits = ''] = id.split('-');
  const number = `+${digits}`;
  const kind = channel === 'whatsapp' ? 'whatsapp' : 'sms';
  const offered = OFFERED.find((phone) => phone.channel === kind && phone.number === number);
  return { channel: kind, number, label: offered?.label ?? null };
}

/** The number of the business that a phone writes to when it names none. */
export function writesTo(id: string, lines: readonly Line[]): string | null {
  const { channel, number } = phoneOf(id);
  const reachable = lines.filter((line) => line.channel === channel);
  const own = OFFERED.find((phone) => phone.channel === channel && phone.number === number)?.line;
  const first = own
    ? reachable.find((line) => line.number === own)
    : reachable.find((line) => !STAFF_LINES.has(line.number));
  return (first ?? reachable[0])?.number ?? null;
}
