/** Signs that the assistant is failing this customer: "that did not help", and anger. Neither is enough alone. */
import type { Evidence } from '../../../foundation/model/policy';
import type { Reading } from '../reading';

const DID_NOT_HELP: readonly RegExp[] = [
  /\b(?:didnt|did not|doesnt|does not|isnt|is not|wasnt|not|never|no) (?:\S{1,12} ){0,3}?(?:help(?:ful|ing|ed)?|what i (?:asked|meant|need|want|am asking)|answer(?:ing|ed)? (?:my|the) question|solve[ds]?|resolve[ds]?|an answer|useful)\b/,
  /\b(?:still|again) (?:not|isnt|doesnt|doesn t|cant|wont|no|nothing|having|getting|the same|waiting|confused|stuck)\b|\bstill (?:\S{1,12} ){0,2}?(?:broken|failing|missing|unclear|wrong)\b/,
  /\b(?:same (?:answer|thing|problem|issue|error)|(?:already|just) (?:told|said|tried|did|explained|asked|answered)|(?:keep|kept) (?:saying|repeating|asking|sending)|you (?:arent|are not|dont|do not|cant|didnt|did not) (?:\S{1,12} ){0,2}?(?:listen|read|understand|understood|get it|hear)\w{0,3}|wrong answer|not the answer|thats not (?:it|right|my question|what)|(?:useless|pointless) (?:answer|reply|information)?|waste of time|wasting my time|doesnt make (?:any )?sense|going (?:round )?in circles|nothing (?:works|worked|helps|helped))\b/,
  /\b(?:no (?:me )?(?:ayuda|ayudo|sirve|sirvio|funciona|resuelve|es lo que (?:pregunte|pedi|busco))|sigue sin|ya (?:te|le|lo|se lo) dije|no (?:me )?entiendes?|misma respuesta)\b/,
  /\b(?:(?:hilft|half) (?:mir )?(?:nicht|nichts)|nicht (?:hilfreich|geholfen|weitergeholfen)|(?:funktioniert|geht) (?:immer noch |noch immer |noch )?nicht|immer noch (?:nicht|das gleiche)|nicht (?:meine frage|was ich (?:gefragt|meinte|will))|habe ich (?:schon|bereits) (?:gesagt|probiert|versucht)|verstehen? (?:mich )?nicht)\b/,
  /\b(?:(?:ne |n )?(?:m )?(?:aide|aidez|sert|marche|fonctionne|repond(?:ez)?) (?:toujours )?(?:pas|a rien)|toujours pas|pas (?:utile|ce que j ai demande|ma question|la reponse)|deja (?:dit|essaye)|comprenez pas)\b/,
  /\b(?:nao (?:me )?(?:ajuda|ajudou|adianta|adiantou|resolve|resolveu|funciona|funcionou|entende|e (?:isso|o que))|continua sem|ja (?:disse|falei|tentei)|mesma resposta)\b/,
  /\b(?:non (?:mi )?(?:aiuta|ha aiutato|serve|funziona|risolve|hai capito|e quello che)|ancora non|gia (?:detto|provato)|stessa risposta)\b/,
];

const ANGER: readonly RegExp[] = [
  /\b(?:fuck\w{0,4}|wtf|bullshit|shit|damn(?:ed|it)?|crap|idiots?|idiotic|morons?|pathetic|ridiculous|unacceptable|outrageous|disgust\w{1,4}|appalling|disgraceful|shame on you|furious|angry|pissed(?: off)?|fed up|sick of|frustrat\w{1,4}|infuriat\w{1,4}|livid|incompetent|terrible service|worst (?:\S{1,12} )?(?:service|bank|company|support|experience|bot)|joke of a|rip ?off|screw you|hate (?:this|you|your)|had enough|how many times|this is (?:a joke|insane|absurd|nonsense))\b/,
  /\b(?:mierda|joder|idiotas?|ridiculo|inaceptable|indignante|vergonzoso|harto|harta|furios[oa]|enojad[oa]|enfadad[oa]|pesim[oa] servicio|estafadores|que verguenza)\b/,
  /\b(?:scheisse|verdammt\w{0,2}|frechheit|unverschamt\w{0,4}|inakzeptabel|lacherlich|wutend|sauer|stinksauer|zum kotzen|schlechteste[rn]? service|schnauze voll|idioten)\b/,
  /\b(?:merde|putain|ridicule|inacceptable|scandaleux|honteux|furieu\w{1,2}|en colere|ras le bol|marre|incompetents?|nul a chier|service deplorable|foutez de moi)\b/,
  /\b(?:merda|porra|caralho|ridicul[oa]|inaceitavel|absurdo|palhacada|vergonha|furios[oa]|irritad[oa]|pessimo atendimento|revoltante|saco cheio)\b/,
  /\b(?:merda|cazzo|ridicol[oa]|inaccettabile|vergognos[oa]|vergogna|furios[oa]|arrabbiat[oa]|incompetenti|pessimo servizio|schifo|stufo|stufa)\b/,
];
/** Three words of capitals with an exclamation are shouted. */
const SHOUTED = /(?:\b[A-ZÀ-Þ]{2,}\b[^a-zß-ÿ]{1,3}){2,}\b[A-ZÀ-Þ]{2,}\b[^a-zß-ÿ]{0,10}!|[!?]{4,}/;

export function didNotHelp(reading: Reading): Evidence | null {
  return firstOf(reading, DID_NOT_HELP);
}

/** `text`: the message as it was written, for its capitals. */
export function anger(reading: Reading, text: string): Evidence | null {
  const words = firstOf(reading, ANGER);
  if (words) return words;
  const shouted = SHOUTED.exec(text.slice(0, 2_000));
  return shouted
    ? { messageId: reading.messageId, start: shouted.index, end: shouted.index + shouted[0].length }
    : null;
}

function firstOf(reading: Reading, patterns: readonly RegExp[]): Evidence | null {
  for (const pattern of patterns) {
    const match = pattern.exec(reading.folded);
    if (match) return reading.evidence(match.index, match.index + match[0].length);
  }
  return null;
}
