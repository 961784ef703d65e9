/** Consent words: what STOP, START and HELP mean, and when they mean it. Pure. */

export type ConsentWord = 'stop' | 'start' | 'help';

/** CTIA's and Twilio's English words (Twilio blocks on CANCEL, END and QUIT too), and those of the languages we answer in. */
const STOP = new Set([
  ...['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'opt-out'],
  ...[
    'alto',
    'parar',
    'pare',
    'baja',
    'detener',
    'arret',
    'stopp',
    'abmelden',
    'sair',
    'descadastrar',
    'ferma',
    'disiscrivi',
  ],
]);
const START = new Set([
  'start',
  'yes',
  'unstop',
  'optin',
  'opt in',
  'opt-in',
  'inicio',
  'iniciar',
  'empezar',
  'demarrer',
  'anmelden',
  'comecar',
  'inizia',
]);
const HELP = new Set(['help', 'info', 'ayuda', 'aide', 'hilfe', 'ajuda', 'aiuto']);
const LONGEST = 40;

/**
 * The word that the whole message is, whatever its case, accents and closing marks; null when it says anything more.
 * START, YES and their like are consent only while the pair of address and account is opted out: otherwise YES is an answer.
 */
export function consentWord(text: string, optedOut: boolean): ConsentWord | null {
  if (text.length > LONGEST) return null;
  const word = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/^[\s"'“”‘’«»¡(]+|[\s"'“”‘’«».!)]+$/gu, '')
    .replace(/\s+/g, ' ');
  if (STOP.has(word)) return 'stop';
  if (START.has(word)) return optedOut ? 'start' : null;
  return HELP.has(word) ? 'help' : null;
}
