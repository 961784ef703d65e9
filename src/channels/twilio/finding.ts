/** One reading of an account at Twilio, and how what it shows is said. */
import type { Twilio } from 'twilio';
import { SendFault, type ChannelAccount, type Finding } from '../channel';

export interface Reading {
  account: ChannelAccount;
  /** Our own, as it has to stand at Twilio: signatures are made of it. */
  webhookUrl: string;
  ask: <T>(work: (twilio: Twilio) => Promise<T>) => Promise<T>;
}

export function finding(
  subject: Finding['subject'],
  state: Finding['state'],
  says: string,
  todo: string | null = null,
): Finding {
  return { subject, state, says, todo };
}

/** What cannot be read alone does not hide the rest. `missing`: what it means that there is no such thing. */
export async function attempt<T>(
  subject: Finding['subject'],
  read: () => Promise<T>,
  missing?: Finding,
): Promise<{ value: T } | { finding: Finding }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    if (missing && error.options.code === '20404') return { finding: missing };
    const todo = 'Look into the Twilio console, and ask again.';
    return { finding: finding(subject, 'unknown', `Twilio did not tell: ${error.message}`, todo) };
  }
}
