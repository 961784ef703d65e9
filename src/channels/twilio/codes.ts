/** Twilio's error codes that mean something to us: what delivery does about them, and what a person can do. */
import type { SendFaultKind } from '../channel';

interface Meaning {
  kind: SendFaultKind;
  says: string;
}

const of = (kind: SendFaultKind, says: string): Meaning => ({ kind, says });

const NOT_REACHABLE = 'The phone cannot be reached now: switched off, out of range, or blocking this number.';
const TOKEN = 'Twilio refused this account’s Auth Token. Correct it under Admin, Channels; messages wait until then.';
const NOT_A_MOBILE =
  'This number cannot receive text messages. Ask the customer for another one, or use another channel.';
const BLOCKED = 'The recipient blocked our number. Use another channel.';

const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [
    14107,
    of(
      'rate-limited',
      'Twilio paused this conversation: thirty replies in thirty seconds look like two machines talking.',
    ),
  ],
  [20003, of('retry', TOKEN)],
  [20005, of('permanent', 'This Twilio account is not active. Look into the Twilio console.')],
  [20429, of('rate-limited', 'Twilio asks to slow down.')],
  [21211, of('permanent', 'This is not a valid phone number.')],
  [21408, of('permanent', 'Sending to this country is switched off in Twilio (Messaging, Settings, Geo permissions).')],
  [21603, of('permanent', 'The channel account has no number to send from. Correct it under Admin, Channels.')],
  [
    21606,
    of(
      'permanent',
      'Our number does not belong to this Twilio account, or cannot send text. Correct it under Admin, Channels.',
    ),
  ],
  [21608, of('permanent', 'A Twilio trial account sends only to numbers that were verified in its console.')],
  [
    21609,
    of('permanent', 'Twilio cannot reach PUBLIC_URL. Set it to the https address at which Twilio reaches Baton.'),
  ],
  [
    21610,
    of(
      'opted-out',
      'The customer opted out of text messages from this number (STOP). Only their START opens it again.',
    ),
  ],
  [21611, of('retry', 'Our number’s queue at Twilio is full. Sent again later.')],
  [21612, of('permanent', 'Twilio has no route from our number to this one.')],
  [21614, of('permanent', NOT_A_MOBILE)],
  [21617, of('permanent', 'The text is longer than 1,600 characters. Send it in parts.')],
  [21619, of('permanent', 'An empty message cannot be sent.')],
  [21703, of('permanent', 'The Messaging Service has no number to send from. Add one in the Twilio console.')],
  [30001, of('retry', 'Our number’s queue at Twilio overflowed. Sent again later.')],
  [30002, of('permanent', 'The Twilio account is suspended. Look into the Twilio console, e.g. at the balance.')],
  [30003, of('permanent', NOT_REACHABLE)],
  [30004, of('permanent', BLOCKED)],
  [30005, of('permanent', 'This number does not exist, or is no longer in use.')],
  [30006, of('permanent', NOT_A_MOBILE)],
  [30007, of('permanent', 'The carrier filtered this message as unwanted. Say it in other words, without links.')],
  [30008, of('permanent', 'The carrier did not deliver this message and gave no reason.')],
  [
    30034,
    of(
      'permanent',
      'This US number is not registered for business texting (A2P 10DLC). Register it in the Twilio console.',
    ),
  ],
  [63003, of('permanent', 'This number has no WhatsApp.')],
  [
    63007,
    of('permanent', 'Our number is no WhatsApp sender of this Twilio account. Correct it under Admin, Channels.'),
  ],
  [63013, of('permanent', 'WhatsApp refused this message for its content.')],
  [63014, of('permanent', BLOCKED)],
  [63015, of('permanent', 'The Twilio sandbox for WhatsApp sends only to phones that joined it.')],
  [
    63016,
    of(
      'window-closed',
      'More than 24 hours have passed since the customer wrote: WhatsApp takes only templates until they write again.',
    ),
  ],
  [63017, of('rate-limited', 'WhatsApp asks to slow down.')],
  [63018, of('rate-limited', 'WhatsApp asks to slow down.')],
  [63024, of('permanent', 'WhatsApp does not accept this recipient.')],
  [63033, of('permanent', BLOCKED)],
]);

/** Null for codes that need no words of ours. */
export function meaningOf(code: number | string | null | undefined): Meaning | null {
  return MEANINGS.get(Number(code)) ?? null;
}
