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
const SENDER = 'Our number is not ready to send here. Look at it in the Twilio console.';
const MEDIA = 'The file could not be delivered: its kind or size is not taken there. Send a link or a smaller file.';
const TEMPLATE = 'WhatsApp did not accept the template as it was filled. Choose another one, or check its variables.';
const REGISTER = 'Register it in the Twilio console (Messaging, Regulatory compliance), or use another channel.';
const MIXED = 'Our sender and this recipient are on different channels. Correct the account under Admin, Channels.';
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
  [20002, of('permanent', 'Twilio did not accept a name in the request.')],
  [20006, of('retry', TOKEN)],
  [
    20008,
    of(
      'permanent',
      'These are Twilio’s test credentials, which send nothing. Enter the live ones under Admin, Channels.',
    ),
  ],
  [20010, of('permanent', 'Sending is disabled for this Twilio account. Look into the Twilio console.')],
  [20023, of('permanent', 'This is not a valid phone number.')],
  [20404, of('permanent', 'Twilio does not know this account or sender any more. Correct it under Admin, Channels.')],
  [21212, of('permanent', 'Our own number is not valid. Correct it under Admin, Channels.')],
  [21214, of('permanent', NOT_REACHABLE)],
  [21216, of('permanent', 'Twilio blocks this number. Use another channel.')],
  [21217, of('permanent', 'This is not a valid phone number.')],
  [21219, of('permanent', 'A Twilio trial account sends only to numbers that were verified in its console.')],
  [21401, of('permanent', 'This is not a valid phone number.')],
  [21602, of('permanent', 'An empty message cannot be sent.')],
  [21604, of('permanent', 'The message names nobody to send to.')],
  [21605, of('permanent', 'The text is too long. Send it in parts.')],
  [21607, of('permanent', SENDER)],
  [21616, of('permanent', 'Our number stands twice in this Twilio account. Look at it in the Twilio console.')],
  [
    21618,
    of(
      'permanent',
      'Twilio cannot send this text: it holds characters that phones do not take. Say it in other words.',
    ),
  ],
  [21620, of('permanent', 'Twilio cannot fetch the file: PUBLIC_URL must be an https address that it reaches.')],
  [21621, of('permanent', 'Our number cannot send pictures (MMS). Send a link, or use another channel.')],
  [21622, of('permanent', 'This Twilio account cannot send pictures (MMS). Send a link, or use another channel.')],
  [21623, of('permanent', 'More than ten files cannot go with one message. Send them in parts.')],
  [21654, of('permanent', 'Twilio has no such template. Choose another one.')],
  [21655, of('permanent', 'Twilio has no such template. Choose another one.')],
  [21656, of('permanent', TEMPLATE)],
  [21657, of('permanent', SENDER)],
  [21658, of('permanent', 'A part of the message is longer than Twilio takes. Shorten it.')],
  [21660, of('permanent', 'Our number does not belong to this Twilio account. Correct it under Admin, Channels.')],
  [21701, of('permanent', 'The Messaging Service does not exist. Correct it under Admin, Channels.')],
  [21702, of('retry', 'The Messaging Service takes no messages now. Sent again later.')],
  [21704, of('permanent', 'The Messaging Service has no number to send from. Add one in the Twilio console.')],
  [21705, of('permanent', 'The Messaging Service is not valid. Correct it under Admin, Channels.')],
  [21711, of('permanent', 'Our number is no member of the Messaging Service. Add it in the Twilio console.')],
  [21910, of('permanent', MIXED)],
  [30009, of('permanent', 'A part of this message was lost on the way. Send it again.')],
  [30010, of('permanent', 'This message costs more than the account allows for one (MaxPrice).')],
  [30011, of('permanent', 'The phone’s network takes no pictures (MMS). Send a link instead.')],
  [30012, of('permanent', 'The message was too old before the network took it. Send it again.')],
  [30014, of('permanent', 'The network does not accept this recipient. Use another channel.')],
  [30016, of('permanent', MIXED)],
  [30017, of('permanent', 'The phone’s network was overloaded. Send it again later.')],
  [30018, of('permanent', `This country asks for registered senders. ${REGISTER}`)],
  [30022, of('permanent', 'The day’s or second’s limit of our US registration is reached. Send it again later.')],
  [30023, of('permanent', 'The day’s limit of this US network is reached. Send it again tomorrow.')],
  [30024, of('permanent', `The phone’s network does not know our number yet. ${REGISTER}`)],
  [30027, of('permanent', 'The day’s limit of this US network is reached. Send it again tomorrow.')],
  [30032, of('permanent', `Our toll-free number is not verified. ${REGISTER}`)],
  [30033, of('permanent', 'Our US campaign is suspended. Look into the Twilio console (A2P 10DLC).')],
  [30035, of('permanent', 'Our number is still being set up at Twilio. Send it again later.')],
  [30410, of('permanent', 'The network did not answer Twilio in time. Send it again.')],
  [
    30450,
    of(
      'permanent',
      'Twilio blocks messages to this number or region as fraud (SMS pumping protection). Use another channel.',
    ),
  ],
  [63001, of('permanent', 'WhatsApp did not let Twilio in for our sender. Look at the sender in the Twilio console.')],
  [63002, of('permanent', SENDER)],
  [63005, of('permanent', 'WhatsApp did not accept this content. Send it in another form.')],
  [63006, of('permanent', 'This content cannot be put into a form that WhatsApp takes. Send it in another form.')],
  [63008, of('permanent', SENDER)],
  [63010, of('permanent', 'Twilio failed while it sent this. Send it again.')],
  [63012, of('permanent', 'WhatsApp failed while it took this. Send it again.')],
  [63019, of('permanent', MEDIA)],
  [63020, of('permanent', 'Our WhatsApp Business account has a fault. Look at it in Meta’s Business Manager.')],
  [63021, of('permanent', 'WhatsApp did not accept this content. Send it in another form.')],
  [63022, of('permanent', 'WhatsApp has not confirmed our display name. Look at the sender in the Twilio console.')],
  [63023, of('permanent', 'The channel failed and gave no reason. Send it again, or use another channel.')],
  [63026, of('permanent', 'WhatsApp took this for unwanted mail. Say it in other words, without links.')],
  [63027, of('permanent', 'WhatsApp has no such template in this language. Choose another one.')],
  [63028, of('permanent', TEMPLATE)],
  [
    63029,
    of('permanent', 'The phone could not load the template. Ask them to update WhatsApp, or use another channel.'),
  ],
  [63030, of('permanent', TEMPLATE)],
  [63031, of('permanent', 'Sender and recipient are one number.')],
  [63032, of('permanent', 'WhatsApp does not deliver this to this person now. Use another channel.')],
  [63034, of('permanent', MEDIA)],
  [63036, of('permanent', NOT_REACHABLE)],
  [63037, of('permanent', MEDIA)],
  [63038, of('permanent', 'The day’s limit of this Twilio account is reached. Send it again tomorrow.')],
  [63040, of('permanent', 'WhatsApp rejected this template. Choose another one.')],
  [63041, of('permanent', 'WhatsApp paused this template after complaints. Choose another one.')],
  [63042, of('permanent', 'WhatsApp disabled this template. Choose another one.')],
  [63051, of('permanent', 'Our WhatsApp Business account is locked. Look at it in Meta’s Business Manager.')],
  [
    11200,
    of('permanent', 'Twilio could not fetch an address of ours. PUBLIC_URL must be an https address that it reaches.'),
  ],
]);

/** Null for codes that need no words of ours. */
export function meaningOf(code: number | string | null | undefined): Meaning | null {
  return MEANINGS.get(Number(code)) ?? null;
}
