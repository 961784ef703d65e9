/** "Text me instead at +1 555 0100": what a customer says to go on elsewhere. Pure; six languages. */

export interface Elsewhere {
  kind: 'phone' | 'email';
  /** E.164, or a mail address in lower case. */
  address: string;
}

/** A wish is short; longer words tell a story in which an address stands. */
const LONGEST = 200;

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/iu;
/** With its country code: a bare national number could be anybody's in another country. */
const PHONE = /(?:\+|\b00)[1-9](?:[\s().-]{0,2}\d){6,14}\b/u;

/** A verb of writing turned to the one who speaks, or "go on over"; without accents, since \b knows ASCII letters alone. */
const WISH: readonly RegExp[] = [
  /\b(?:text|sms|email|e-mail|mail|message|write|reach|contact|answer|reply)(?: to)? (?:me|us)\b/,
  /\b(?:continue|carry on|go on|move|switch|reply|answer)\b.{0,24}\b(?:by|via|over|on|to|at)\b/,
  /\b(?:escrib[ae]n?me|envi[ae]n?me|mand[ae]n?me|respond[ae]n?me|contact[ae]n?me|me (?:escrib[ae]|respond[ae]|contact[ae])n?)\b/,
  /\b(?:seguir|sigamos|continuar|continuemos)\b.{0,24}\bpor\b/,
  /\b(?:schreib(?:en sie|t)?|antworte(?:n sie|t)?|kontaktier(?:en sie|e|t)|erreichen sie)\b.{0,16}\b(?:mir|mich|uns)\b/,
  /\b(?:weiter|weitermachen|wechseln)\b.{0,24}\b(?:per|uber|auf|unter|an)\b/,
  /\b(?:ecri(?:vez|s)|envoyez?|repond(?:ez|s)|contactez?|joignez?)[- ](?:moi|nous)\b/,
  /\b(?:continu(?:er|ons)|poursuiv(?:re|ons)|passer|passons)\b.{0,24}\b(?:par|sur|a|au)\b/,
  /\b(?:escrev[ae]|envie|mande|respond[ae]|contat[ae]|contact[ae])[- ]?(?:me|nos)\b/,
  /\bme (?:escrev[ae]|escrever|envi[ae]r?|mand[ae]r?|respond[ae]r?|contat[ae]r?)\b/,
  /\b(?:scriv(?:i|a|ete)mi|rispond(?:i|a|ete)mi|contatt(?:a|i|ate)mi|mand(?:a|i|ate)mi|mi (?:scriva|risponda|contatti|mandi))\b/,
  /\b(?:continu(?:are|iamo)|proseguire|passiamo)\b.{0,24}\b(?:per|via|su|al|con)\b/,
];

/** Null: nothing of the kind is asked, or it is not clear where to. */
export function wishesElsewhere(text: string): Elsewhere | null {
  if (text.length > LONGEST) return null;
  const where = addressIn(text);
  if (!where) return null;
  const rest = text
    .replace(where.written, ' ')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/gu, ' ');
  return WISH.some((wish) => wish.test(rest)) ? { kind: where.kind, address: where.address } : null;
}

/** The address in a customer's own words, whatever else they say. */
export function addressWritten(text: string): Elsewhere | null {
  const found = text.length > LONGEST ? null : addressIn(text);
  return found && { kind: found.kind, address: found.address };
}

/** Two addresses leave open which one is meant. */
function addressIn(text: string): (Elsewhere & { written: string }) | null {
  const email = EMAIL.exec(text)?.[0];
  const phone = PHONE.exec(text)?.[0];
  if (email && !phone) {
    const address = email.toLowerCase();
    return EMAIL.test(text.replace(email, '')) ? null : { kind: 'email', address, written: email };
  }
  if (!phone || email || PHONE.test(text.replace(phone, ''))) return null;
  const address = toPhone(phone);
  return address === null ? null : { kind: 'phone', address, written: phone };
}

/** E.164; null for what is none. */
export function toPhone(written: string): string | null {
  const digits = written.replace(/[\s().\-/]/gu, '').replace(/^00/u, '+');
  return /^\+[1-9]\d{6,14}$/u.test(digits) ? digits : null;
}

/** Six digits, as people copy them: "123 456", "123-456", "my code is 123456." */
export function codeIn(text: string): string | null {
  if (text.length > 60) return null;
  const found = [...text.matchAll(/(?<![\d+])(\d{3})[\s-]?(\d{3})(?!\d)/gu)];
  const [only] = found;
  return only && found.length === 1 ? `${only[1]}${only[2]}` : null;
}
