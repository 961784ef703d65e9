/** What an agent may type on their own phone or mailbox. A command is the whole message or begins with "/"; all else is an answer to the customer. Pure. */
import type { Language } from '../../foundation/model/texts';

interface Coded {
  /** Of "#7"; null: not said. */
  code: number | null;
}

/** `loose`: it may as well be an answer that begins like a command; null: it is none. */
export type ConsoleCommand =
  | (Coded & { kind: 'accept' | 'done' | 'back' | 'brief' | 'more' })
  | (Coded & { kind: 'decline'; detail: string | null; loose: string | null })
  | (Coded & { kind: 'team'; name: string; loose: string | null })
  | (Coded & { kind: 'note'; text: string })
  | { kind: 'help'; language: Language | null }
  | { kind: 'stop' }
  /** A code alone: sends what was held. */
  | { kind: 'release'; code: number }
  | (Coded & { kind: 'answer'; text: string });

type Simple = 'accept' | 'done' | 'back' | 'brief' | 'more';

/** In English, Spanish, German, French, Portuguese and Italian, without accents: phones are typed on in a hurry. */
const SIMPLE: Record<Simple, string> = {
  accept: 'accept aceptar acepto annehmen accepter accepte aceitar aceito accettare accetto accetta',
  done: 'done hecho cerrar fertig erledigt termine terminer fermer feito fechar encerrar fatto chiudere chiudi',
  back: 'back devolver zuruck zurueck rendre retour voltar restituire restituisci indietro',
  brief: 'brief resumen kurzfassung resume resumo riassunto riepilogo',
  more: 'more mas anteriores mehr plus precedents mais ancora precedenti',
};
const KIND_OF = new Map<string, Simple>(
  (Object.keys(SIMPLE) as Simple[]).flatMap((kind) =>
    SIMPLE[kind].split(' ').map((word): [string, Simple] => [word, kind]),
  ),
);
const DECLINE = 'decline|rechazar|rechazo|ablehnen|refuser|recusar|recuso|rifiutare|rifiuto|rifiuta';
const TEAM = 'team|equipo|équipe|equipe|equipa|squadra';
const NOTE = 'note|nota|notiz';
const HELP: Readonly<Record<string, Language>> = {
  help: 'en',
  ayuda: 'es',
  hilfe: 'de',
  aide: 'fr',
  ajuda: 'pt',
  aiuto: 'it',
};

const WITH_DECLINE = new RegExp(`^(/?)(?:${DECLINE})(?:\\s+#?(\\d{1,4})\\b)?(?:[\\s:,]+(.{1,200}))?$`, 'isu');
const WITH_TEAM = new RegExp(`^(/?)(?:${TEAM})\\s+(.{1,80})$`, 'iu');
// "Note: we close at 5" is an answer, "/note …" a note; so is "NOTE …" in capitals without a colon.
const WITH_NOTE = new RegExp(`^(?:/(?:${NOTE}|${NOTE.toUpperCase()})|(?:${NOTE.toUpperCase()}))\\s+([^:].*)$`, 'su');

/** "#7 text" addresses the conversation with code 7. */
export function parseConsole(input: string): ConsoleCommand {
  const words = input.trim();
  const addressed = /^#\s?(\d{1,4})\b[:\s]*/u.exec(words);
  const code = addressed ? Number(addressed[1]) : null;
  const rest = addressed ? words.slice(addressed[0].length).trim() : words;
  if (code !== null && rest === '') return { kind: 'release', code };

  // HELP belongs to the provider; STOP to the law.
  if (!addressed && /^(stop|stopall|unsubscribe|end|quit|cancel|revoke|optout)$/iu.test(rest)) return { kind: 'stop' };
  if (rest === '?') return { kind: 'help', language: null };
  const plain = withoutAccents(rest.toLowerCase());
  const help = HELP[plain.replace(/^\//u, '')];
  if (help) return { kind: 'help', language: help };

  const simple = /^\/?([a-z]+)(?:\s+#?(\d{1,4}))?[.!]?$/u.exec(plain);
  const kind = KIND_OF.get(simple?.[1] ?? '');
  if (kind) return { kind, code: simple?.[2] ? Number(simple[2]) : code };

  const decline = WITH_DECLINE.exec(rest);
  if (decline) {
    const detail = decline[3]?.trim() ?? null;
    const loose = decline[1] === '/' || detail === null ? null : rest;
    return { kind: 'decline', code: decline[2] ? Number(decline[2]) : code, detail, loose };
  }
  const team = WITH_TEAM.exec(rest);
  if (team?.[2]) {
    const sure = team[1] === '/' || /^\p{Lu}+\s/u.test(rest);
    return { kind: 'team', code, name: team[2].trim(), loose: sure ? null : rest };
  }
  const note = WITH_NOTE.exec(rest);
  if (note?.[1]) return { kind: 'note', code, text: note[1].trim() };
  return { kind: 'answer', code, text: rest };
}

/** Names and commands are the same with and without them. */
export function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

/** By language; no word in it is one that a carrier acts on. */
export const HELP_TEXTS: Readonly<Record<Language, string>> = {
  en: 'ACCEPT takes the offer, DECLINE why refuses it. Then plain text answers the customer. DONE closes, BACK returns it to the assistant, TEAM name passes it on, BRIEF shows the brief, MORE what was said before, /note text keeps a note. With several customers begin with #code.',
  es: 'ACEPTO toma la oferta, RECHAZO y el motivo la rechaza. Después, el texto normal responde al cliente. HECHO cierra, DEVOLVER la pasa al asistente, EQUIPO nombre la pasa a otro equipo, RESUMEN la resume, MÁS muestra lo anterior, /nota texto guarda una nota. Con varios clientes empiece con #código.',
  de: 'ANNEHMEN nimmt das Angebot, ABLEHNEN mit Grund lehnt es ab. Danach geht normaler Text an den Kunden. FERTIG schließt, ZURÜCK gibt an den Assistenten, TEAM Name reicht weiter, KURZFASSUNG fasst zusammen, MEHR zeigt Früheres, /notiz Text behält eine Notiz. Bei mehreren Kunden mit #Code beginnen.',
  fr: "ACCEPTER prend l'offre, REFUSER et la raison la refuse. Ensuite, le texte simple répond au client. TERMINÉ ferme, RENDRE repasse à l'assistant, ÉQUIPE nom transfère, RÉSUMÉ résume, PLUS montre ce qui précède, /note texte garde une note. Avec plusieurs clients, commencez par #code.",
  pt: 'ACEITO aceita a oferta, RECUSO e o motivo recusa. Depois, o texto simples responde ao cliente. FEITO encerra, VOLTAR devolve ao assistente, EQUIPE nome transfere, RESUMO resume, MAIS mostra o que veio antes, /nota texto guarda uma nota. Com vários clientes comece com #código.',
  it: "ACCETTO prende l'offerta, RIFIUTO e il motivo la rifiuta. Poi il testo semplice risponde al cliente. FATTO chiude, RESTITUISCI la ridà all'assistente, SQUADRA nome la passa, RIASSUNTO riassume, ANCORA mostra il resto, /nota testo tiene una nota. Con più clienti iniziare con #codice.",
};
