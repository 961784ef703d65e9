/** Whether a draft asks the customer for what they gave already; what is found leads to the message that has it. Pure; rather silent than wrong. */
import type { Heard } from '../../foundation/model/policy';
import { factsIn } from './brief';

export interface AskedAgain {
  /** As the brief names it: Email, Reference, Name, Card, Date. */
  label: string;
  value: string;
  seq: number;
}

/** A question, or a request in six languages. */
const ASKING =
  /[?¿]|\b(?:please|send us|send me|give us|give me|tell us|tell me|we need|i need|por favor|ind[ií]que|env[ií]e|d[ií]ganos|necesit(?:o|amos)|bitte|nennen sie|schicken sie|brauche[n]?|merci de|veuillez|indiquez|envoyez|avons besoin|informe|envie|precis(?:o|amos)|per favore|ci dica|ci invii|serve|abbiamo bisogno)(?![\p{L}])/iu;

const NUMBER_OF = [
  String.raw`(?:order|reference|booking|reservation|ticket|case|invoice|account|policy)(?: |-)(?:number|no\.?|id|code)`,
  String.raw`n[úu]mero de(?:l| la| su)? (?:pedido|referencia|reserva|factura|caso|cuenta|p[óo]liza)`,
  String.raw`(?:bestell|auftrags|rechnungs|buchungs|vorgangs|kunden|vertrags|konto)-?nummer`,
  String.raw`num[ée]ro de(?: votre|s)? (?:commande|r[ée]f[ée]rence|r[ée]servation|facture|dossier|compte|contrat)`,
  String.raw`n[úu]mero (?:do|da|de)(?: seu| sua)? (?:pedido|encomenda|refer[êe]ncia|reserva|fatura|conta|ap[óo]lice)`,
  String.raw`numero (?:d['’]|dell['’]|del(?:la)? |di )(?:ordine|riferimento|prenotazione|fattura|conto|polizza)`,
].join('|');

const WANTED: readonly { label: string; pattern: RegExp }[] = [
  { label: 'Reference', pattern: new RegExp(String.raw`(?<![\p{L}])(?:${NUMBER_OF})(?![\p{L}])`, 'iu') },
  {
    label: 'Email',
    pattern:
      /(?<![\p{L}])(?:your e-?mail|e-?mail address|(?:su|tu) (?:correo|e-?mail)|direcci[óo]n de correo|(?:ihre|deine) (?:e-?mail|mail)|e-?mail-?adresse|(?:votre|ton) (?:e-?mail|courriel|adresse e-?mail)|adresse e-?mail|(?:seu|o) e-?mail|endere[çc]o de e-?mail|(?:sua|la sua) (?:e-?mail|mail)|indirizzo e-?mail)(?![\p{L}])/iu,
  },
  {
    label: 'Name',
    pattern:
      /(?<![\p{L}])(?:your (?:full |first |last )?name|su nombre|ihre[nr]? namen?|wie hei(?:ß|ss)en sie|votre nom|seu nome|(?:il suo|suo) nome)(?![\p{L}])/iu,
  },
  {
    label: 'Card',
    pattern:
      /(?<![\p{L}])(?:last (?:four|4) digits|[úu]ltimos (?:cuatro|4) d[íi]gitos|letzten (?:vier|4) (?:ziffern|stellen)|(?:quatre|4) derniers chiffres|[úu]ltimos (?:quatro|4) d[íi]gitos|ultime (?:quattro|4) cifre)(?![\p{L}])/iu,
  },
  {
    label: 'Date',
    pattern:
      /(?<![\p{L}])(?:(?:what|which|the) (?:date|day)|qu[ée] (?:fecha|d[íi]a)|an welchem (?:tag|datum)|welches datum|quelle date|quel jour|que (?:data|dia)|(?:quale|che) (?:data|giorno))(?![\p{L}])/iu,
  },
];

export function askedAgain(draft: string, heard: readonly Heard[]): AskedAgain[] {
  const asking = draft
    .slice(0, 4_000)
    .split(/(?<=[.!?])\s+|\n+/u)
    .filter((sentence) => ASKING.test(sentence));
  const wanted = WANTED.flatMap(({ label, pattern }) => {
    const sentence = asking.find((one) => pattern.test(one));
    return sentence === undefined ? [] : [{ label, sentence }];
  });
  if (wanted.length === 0) return [];
  const facts = factsIn(heard.filter(({ author }) => author === 'contact'));
  return wanted.flatMap(({ label, sentence }) => {
    // The latest one counts; whoever names it only has it confirmed.
    const known = facts.findLast((fact) => fact.label === label);
    return known && !sentence.toLowerCase().includes(known.value.toLowerCase()) ? [known] : [];
  });
}
