/** "Are you a bot?": a question about the assistant itself. Answered truthfully, and never taken for a request for a person. */
import { read } from '../reading';
import type { Reading } from '../reading';

const NOUNS =
  '(?:chat ?)?(?:bots?|robots?|robos?|humans?|person|machine|ai|a i|computer|program|automated|virtual|real|alive|living|automatic)';

const PATTERNS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:are|r|arent|were) (?:you|u|ya|this)\\b(?: [^\\s]{1,20}){0,4}? ${NOUNS}\\b(?: (?:human|person|agent|being|bot|assistant|people|machine|operator))?`,
  ),
  new RegExp(
    `\\b(?:youre|you are|ur|u are|this is) (?:just |only |really |not )?(?:a |an )?(?:real )?${NOUNS}\\b(?: (?:person|human))? ?(?:right|correct|or what|no|huh|arent you|isnt it)$`,
  ),
  new RegExp(
    `\\b(?:am i|are we|will i be|was i)\\b(?: [^\\s]{1,20}){0,3}? (?:talk|speak|chatt|text|deal|writ|messag|interact|convers|typ)ing (?:to|with)(?: [^\\s]{1,20}){0,4}? ${NOUNS}\\b(?: (?:human|person|agent|being|bot|machine))?`,
  ),
  new RegExp(
    `\\b(?:is|isnt) (?:this|it|that)(?: [^\\s]{1,20}){0,3}? (?:chat ?)?(?:bot|robot|ai|machine|computer|automated|automatic|real person|human)\\b(?: (?:answering|replying|typing|here|talking|on the other|that is|or|reply|response|system|message).{0,40})?`,
  ),
  /\b(?:be|act like|think like|like|as) (?:a |an )?(?:real |actual |live )?(?:human|person|bot|robot|machine)\b/,
  /\b(?:is|am) (?:a |an )?(?:real |actual )?(?:human|person|bot|robot|machine|someone)(?: being)? (?:reading|answering|replying|typing|writing|responding|helping)\b/,
  /\b(?:do|does) (?:i|you|this|it) (?:\S{1,20} ){0,3}?(?:human|bot|robot|machine|computer|ai) or (?:a |an )?(?:human|person|bot|robot|machine|ai|computer)\b/,
  /\b(?:bot|robot|machine|ai|computer) or (?:a |an )?(?:real )?(?:human|person)\b|\b(?:human|person) or (?:a |an )?(?:bot|robot|machine|ai|computer)\b/,
  /\b(?:eres|es usted|es esto|estoy hablando con|hablo con|sos|esto es)(?: \S{1,20}){0,3}? (?:bot|robot|maquina|humano|humana|persona|real|ia|ordenador|automatico|automatica)\b(?: (?:real|humana|de verdad))?/,
  /\b(?:bist du|sind sie|bist du etwa|spreche ich|rede ich|schreibe ich|ist das)(?: \S{1,20}){0,4}? (?:bot|roboter|maschine|mensch|menschen|ki|computer|person|echt|automatisch|chatbot)\b/,
  /\b(?:es tu|t es|tu es|etes vous|vous etes|est ce que vous etes|est ce que je parle|je parle|suis je en train de parler|est ce|c est)(?: \S{1,20}){0,4}? (?:bot|robot|machine|humain|humaine|ia|ordinateur|vraie personne|personne reelle|automatique|chatbot)\b/,
  /\b(?:voce e|tu es|es um|es uma|estou falando com|falo com|estou a falar com|isso e|isto e)(?: \S{1,20}){0,3}? (?:bot|robo|maquina|humano|humana|pessoa|real|ia|computador|automatico)\b(?: (?:real|de verdade))?/,
  /\b(?:sei|lei e|sto parlando con|parlo con|e un|questo e|siete)(?: \S{1,20}){0,3}? (?:bot|robot|macchina|umano|umana|persona|reale|ia|computer|automatico|chatbot)\b(?: (?:reale|vera|umana))?/,
];

/** Offsets in the folded text of every such question. */
export function automatedSpans(reading: Reading): { start: number; end: number }[] {
  return reading.clauses.flatMap((clause) =>
    PATTERNS.flatMap((pattern) => {
      const match = pattern.exec(clause.text);
      return match ? [{ start: clause.start + match.index, end: clause.start + match.index + match[0].length }] : [];
    }),
  );
}

/** Whether the customer asks if a machine answers, in any of the languages known here. */
export function asksIfAutomated(text: string): boolean {
  return automatedSpans(read({ id: '', text })).length > 0;
}
