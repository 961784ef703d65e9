/** Which configured account does a Twilio request speak to or of? By AccountSid, then our number, then the messaging service. */
import type { ChannelAccount, RawRequest } from '../channel';
import { one, parametersOf, type Parameters } from './parameters';

const WHATSAPP = 'whatsapp:';

/** A status callback speaks of a message that we sent: our number is its sender. */
export function isStatusCallback(parameters: Parameters): boolean {
  const status = one(parameters, 'MessageStatus');
  return status !== null && status !== 'received' && status !== 'receiving';
}

/**
 * The account of `kind` that is meant, or null. A pool number of a Messaging Service need not be configured itself:
 * refusing those lost a peer's customers their mail.
 */
export function locate(
  request: RawRequest,
  accounts: readonly ChannelAccount[],
  kind: 'sms' | 'whatsapp',
): ChannelAccount | null {
  const parameters = readable(request);
  const accountSid = parameters && one(parameters, 'AccountSid');
  if (!parameters || !accountSid) return null;
  const from = one(parameters, 'From') ?? '';
  const to = one(parameters, 'To') ?? '';
  const ours = isStatusCallback(parameters) ? from : to;
  if (channelOf(ours || from || to) !== kind) return null;

  const address = bare(ours);
  const service = one(parameters, 'MessagingServiceSid');
  let pooled: ChannelAccount | null = null;
  for (const account of accounts) {
    if (account.channel !== kind || account.settings['accountSid'] !== accountSid) continue;
    if (account.address === address) return account;
    if (service !== null && account.settings['messagingServiceSid'] === service) pooled ??= account;
  }
  return pooled;
}

/** `whatsapp:+15550100` → `+15550100`. */
export function bare(address: string): string {
  return address.startsWith(WHATSAPP) ? address.slice(WHATSAPP.length) : address;
}

/** Null for Twilio's other carriers (messenger:, rcs:), which would read as phone numbers and are none. */
export function channelOf(address: string): 'sms' | 'whatsapp' | null {
  if (address.startsWith(WHATSAPP)) return 'whatsapp';
  return address === '' || address.includes(':') ? null : 'sms';
}

function readable(request: RawRequest): Parameters | null {
  try {
    return parametersOf(request);
  } catch {
    return null;
  }
}
