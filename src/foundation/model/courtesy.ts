/** Courtesies: closing words that ask for nothing, so that "thanks" never reopens a matter. Pure. */

/** Words and phrases that close; without accents. A message must hold at least one. */
const CLOSING = `
thanks|thank you|thank u|thankyou|thx|thnx|tks|tnx|ty|tysm|cheers|ta|much appreciated|appreciated|i appreciate it|appreciate it|appreciate your help|many thanks
ok|okay|okey|okie|okok|k|kk|oki|great|perfect|awesome|excellent|wonderful|fantastic|brilliant|lovely|amazing|cool|nice|good|super|fine|got it|gotcha|understood|noted|alright|all right|sounds good|all good|all set|all sorted|sorted|no worries|no problem|will do|you too|same to you|no thanks|no thank you|that is all|thats all|that s all|that was all|that helps|that helped|that works|it works now|works now|problem solved|solved
bye|goodbye|bye bye|see you|see ya|take care|have a good day|have a nice day|have a great day|have a good one|have a nice evening|good night|have a good evening|have a nice weekend|have a great weekend
gracias|muchas gracias|mil gracias|muchisimas gracias|vale|de acuerdo|perfecto|genial|estupendo|excelente|entendido|listo|buenisimo|muy bien|bien|todo bien|muy amable|te lo agradezco|se lo agradezco|eso es todo|nada mas|adios|hasta luego|chao|buen dia|que tenga buen dia|que tengas buen dia|feliz dia|igualmente
danke|dankeschoen|dankeschon|danke schon|danke schoen|vielen dank|herzlichen dank|besten dank|tausend dank|danke sehr|in ordnung|alles klar|alles gut|passt|passt so|prima|perfekt|super|toll|klasse|wunderbar|ausgezeichnet|verstanden|gut|sehr gut|das war alles|das ist alles|nein danke|tschuss|tschuess|auf wiedersehen|schonen tag|schonen tag noch|einen schonen tag|schonen abend|ebenfalls|gleichfalls|ich danke ihnen
merci|merci beaucoup|mille mercis|merci bien|un grand merci|je vous remercie|je te remercie|d accord|daccord|parfait|tres bien|super|genial|excellent|impeccable|nickel|top|compris|entendu|bien recu|c est tout|c est bon|c est parfait|non merci|au revoir|bonne journee|bonne soiree|a bientot|bon week end|vous aussi|pareillement
obrigado|obrigada|muito obrigado|muito obrigada|valeu|brigado|brigada|agradeco|muito grato|muito grata|ta bom|tudo bem|tudo certo|certo|beleza|perfeito|otimo|excelente|entendi|entendido|combinado|so isso|e so isso|nao obrigado|nao obrigada|tchau|ate logo|bom dia para voce|tenha um bom dia|boa noite|igualmente
grazie|grazie mille|mille grazie|molte grazie|tante grazie|ti ringrazio|la ringrazio|vi ringrazio|va bene|d accordo|perfetto|ottimo|benissimo|eccellente|capito|ho capito|tutto bene|tutto ok|a posto|no grazie|e tutto|arrivederci|ciao ciao|buona giornata|buona serata|altrettanto
`;
/** What may stand around them, and says nothing by itself. */
const AROUND = `
so much|very much|a lot|a bunch|a million|again|then|and|very|really|that is|thats|that s|it is|its|it s|all|you|guys|team|everyone|sir|madam|mate|man|oh|ah|haha|well|so|now|for now|too|for your help|for the help|for all your help|for all the help|for helping|for helping me|for your time|for your support|for the support|for the info|for the information|for the quick reply|for your quick reply|for the fast reply|for the quick response|for your reply|for the reply|for letting me know|for everything|for the update|for the answer|for your patience|i am|im|i m|just|much|indeed|was|we are|i will|ill
por todo|por la ayuda|por su ayuda|por tu ayuda|por la informacion|por la respuesta|por responder|de verdad|y|muy|ya|a ti|a usted|a ustedes|de nuevo|otra vez
fur alles|fur die hilfe|fur ihre hilfe|fur deine hilfe|fur die schnelle antwort|fur die antwort|fur die info|fur die auskunft|und|sehr|dann|noch|nochmal|nochmals|ihnen|dir|euch|also|fuer die hilfe|fuer ihre hilfe
pour tout|pour votre aide|pour ton aide|pour l aide|pour votre reponse|pour la reponse|pour l information|pour l info|et|beaucoup|infiniment|encore|a vous|a toi|bien|alors|donc
por tudo|pela ajuda|pela resposta|pela informacao|pela atencao|mesmo|muito|e|de novo|a voce|entao|ai
per tutto|per l aiuto|per la risposta|per le informazioni|per l informazione|per la disponibilita|e|davvero|molto|ancora|a lei|a te|allora
`;

const phrases = (lists: string): Set<string> => new Set(lists.split(/[|\n]/).filter(Boolean));
const closing = phrases(CLOSING);
const around = phrases(AROUND);
const LONGEST_PHRASE = 4;
const MOST_WORDS = 16;

/** Emoji that complain, ask or call for help; every other one is a nod. */
const UNEASY =
  /[😠😡🤬😤😢😭😞😟😔😕🙁☹😣😖😫😩😰😱😨😧😦😥😓🥺😒🙄😑😐🤨🤔😳🤯💔👎🆘🚨🚑🔥⚠❓❔❗❕‼⁉🖕💀☠🔪💣😵🤮🤢🤒🤕🔫💊⛔🚫❌]/u;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u20e3]/gu;

/** "ok great, thank you!", "merci 🙏", "👍": nothing but courtesy. Never true of a question, a number, or any word beyond the lists. */
export function isCourtesy(text: string): boolean {
  if (text.length > 200 || /[?¿؟？\p{Nd}]/u.test(text) || UNEASY.test(text)) return false;
  const words = text
    .replace(EMOJI, ' ')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (words.length === 0) return /\p{Extended_Pictographic}/u.test(text);
  return words.length <= MOST_WORDS && closes(words);
}

/** Whether the words fall into phrases of the lists, one of them closing. `reach[i]`: how words 0…i can be read, if at all. */
function closes(words: readonly string[]): boolean {
  const reach: ('closing' | 'around' | null)[] = ['around'];
  for (let end = 1; end <= words.length; end += 1) {
    let best: 'closing' | 'around' | null = null;
    for (let start = Math.max(0, end - LONGEST_PHRASE); start < end; start += 1) {
      const before = reach[start];
      if (!before) continue;
      const phrase = words.slice(start, end).join(' ');
      if (closing.has(phrase) || (before === 'closing' && around.has(phrase))) best = 'closing';
      else if (around.has(phrase)) best ??= 'around';
    }
    reach.push(best);
  }
  return reach[words.length] === 'closing';
}
