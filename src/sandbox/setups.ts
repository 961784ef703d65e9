/** How the numbers of the business are set up at the emulated provider: as they should be, until it is said otherwise. */
import { createHash } from 'node:crypto';
import { NumberSetup } from './contract';
import type { SimulatedAccount } from './phones';

export interface SetUp extends NumberSetup {
  readonly account: SimulatedAccount;
  /** Of the number or sender itself. */
  readonly url: string;
  readonly service: string | null;
  readonly serviceUrl: string | null;
}

export class Setups {
  private readonly set = new Map<string, NumberSetup>();

  /** `webhookUrl`: Baton's. */
  constructor(private readonly webhookUrl: string) {}

  change(setup: NumberSetup): void {
    this.set.set(setup.number, setup);
  }

  /** Of the accounts those that the provider has, on one channel. */
  of(accounts: readonly SimulatedAccount[], channel: 'sms' | 'whatsapp'): SetUp[] {
    return accounts
      .filter((account) => account.channel === channel)
      .map((account) => {
        const setup = this.set.get(account.number) ?? NumberSetup.parse({ number: account.number });
        return {
          ...setup,
          account,
          url: setup.url ?? this.webhookUrl,
          service: setup.service === undefined ? account.messagingServiceSid : setup.service,
          serviceUrl: setup.serviceUrl === undefined ? this.webhookUrl : setup.serviceUrl,
        };
      })
      .filter(({ owned }) => owned);
  }
}

/** The same for the same thing at every start. */
export function sidOf(prefix: 'PN' | 'XE' | 'QE' | 'BN' | 'HH', of: string): string {
  return `${prefix}${createHash('md5').update(of).digest('hex')}`;
}
