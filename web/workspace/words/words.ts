/** The screen's words for the codes that the API speaks. An unknown code is shown as plain words, never hidden. */

const REASONS: Record<string, string> = {
  danger: 'Danger to life',
  asked_for_human: 'Asked for a human',
  dispute: 'Disputed charge',
  fraud: 'Possible fraud',
  lost_or_stolen: 'Lost or stolen',
  legal_threat: 'Legal threat',
  complaint: 'Complaint',
  cancellation: 'Wants to cancel',
  refund: 'Wants a refund',
  distress: 'In distress',
  repeated_failure: 'Assistant did not help',
  assistant_failed: 'Assistant failed',
  assistant_decided: 'Assistant asked for help',
  unsupported_language: 'Language not supported',
  rule: 'Business rule',
  not_readable: 'Not readable by the assistant',
  assistant_off: 'Assistant is off',
  drafts: 'Needs your approval',
  reopened: 'Came back',
  answered_before: 'Wrote again after an answer',
  other_person: 'Somebody else wrote',
  other_system: 'Another system asked',
  agent: 'An agent decided',
};

export type Tone = 'plain' | 'accent' | 'wait' | 'danger' | 'assistant' | 'ok';

/** `asked_for_human` → "Asked for a human". */
export const reasonName = (code: string): string => REASONS[code] ?? sentence(code);

/** Topics a policy or an article may escalate for. */
export const topicCodes: readonly string[] = [
  'dispute',
  'fraud',
  'lost_or_stolen',
  'legal_threat',
  'complaint',
  'cancellation',
  'refund',
  'distress',
];

export function reasonTone(code: string): Tone {
  switch (code) {
    case 'danger':
    case 'fraud':
    case 'legal_threat':
    case 'distress':
      return 'danger';
    case 'drafts':
    case 'assistant_failed':
    case 'assistant_decided':
    case 'assistant_off':
      return 'assistant';
    default:
      return 'plain';
  }
}

const CHANNELS: Record<string, string> = { sms: 'SMS', whatsapp: 'WhatsApp', email: 'Email', web: 'Web chat' };
export const channelName = (kind: string): string => CHANNELS[kind] ?? sentence(kind);

const REQUESTED_BY: Record<string, string> = {
  contact: 'the customer',
  policy: 'the policy',
  assistant: 'the assistant',
  agent: 'an agent',
  system: 'Baton',
};
export const requestedByName = (code: string): string => REQUESTED_BY[code] ?? code;

const OFFER_STATES: Record<string, string> = {
  open: 'waiting for an answer',
  accepted: 'accepted',
  declined: 'declined',
  expired: 'no answer in time',
  withdrawn: 'taken back',
};
export const offerStateName = (code: string): string => OFFER_STATES[code] ?? sentence(code).toLowerCase();

/** `hours_open`, `hours.open`, `2-asked-for-human` → plain words with a capital. */
export function sentence(code: string): string {
  const words = code
    .replace(/^\d+[-_.]/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? code : words.charAt(0).toUpperCase() + words.slice(1);
}

/** What to call a person who gave no name. */
export const contactName = (contact: { name: string | null; address: string; addressKind?: string }): string =>
  contact.name ?? (contact.addressKind === 'visitor' ? `Visitor ${contact.address.slice(-4)}` : contact.address);

/** Of an ISO 639-1 code, in the reader's own language. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
