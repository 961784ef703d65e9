/** Short yes to an offered person, and "never mind" that takes a request for one back. */
import { read } from '../reading';
import type { Reading } from '../reading';
import { asksForHuman } from './asks-for-human';

const YES =
  /^(?:(?:yes|yeah|yep|yup|ya|sure|ok|okay|k|please|pls|do|go|ahead|it|that|so|sounds|good|great|would|be|of|course|absolutely|definitely|fine|alright|thanks|thank|you|i|id|like|connect|me|si|claro|vale|por|favor|dale|bueno|gracias|perfecto|de|acuerdo|ja|gerne|bitte|klar|jawohl|danke|naturlich|oui|ouais|d|accord|volontiers|s|il|vous|plait|svp|merci|avec|plaisir|bien|sur|sim|pode|ser|quero|obrigado|obrigada|isso|certo|va|bene|certamente|grazie|volentieri|per|favore|👍|✅|🙏|👌)(?: |$)){1,6}$/u;
/** At least one of these must be there: "please" or "thanks" alone agrees to nothing. */
const AGREES =
  /(?:^| )(?:yes|yeah|yep|yup|ya|sure|ok|okay|k|ahead|do it|good|great|course|absolutely|definitely|fine|alright|connect|please do|si|claro|vale|dale|bueno|acuerdo|ja|gerne|klar|jawohl|naturlich|oui|ouais|accord|volontiers|bien sur|sim|pode|quero|isso|certo|va bene|certamente|volentieri|👍|✅|👌)(?: |$)/u;

/** A short agreement and nothing else; means a request only when a person was just offered. */
export function agrees(reading: Reading): boolean {
  const text = reading.folded
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic} ]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return text.length <= 60 && YES.test(text) && AGREES.test(text);
}

const WITHDRAWS: readonly RegExp[] = [
  /\b(?:never ?mind|nvm|nevermind|forget (?:it|about it|that)|no longer (?:need|necessary)|dont need (?:it |help |any |a |an |the |to )?(?:human|person|agent|anyone|anybody|someone|help|anything|talk|speak|you)?|no need|all (?:sorted|good|set)|(?:its|it is|thats|im|i am) (?:ok|okay|fine|sorted|solved|resolved|good|all right) (?:now|thanks|thank you)|(?:figured|worked) it out|(?:solved|fixed|sorted|found) it(?: myself)?|cancel (?:the |that |this |my )?(?:request|handoff|transfer to)|dont (?:bother|worry))\b/,
  /\b(?:olvidalo|olvidelo|olvidate|dejalo|dejelo|no importa|da igual|ya no (?:hace falta|necesito|lo necesito|importa)|no hace falta|ya (?:esta|lo resolvi|lo solucione)(?: gracias)?)\b/,
  /\b(?:egal|vergiss es|vergessen sie es|vergessen sie das|schon gut|hat sich erledigt|erledigt|nicht mehr notig|nicht notig|brauche keine hilfe mehr|macht nichts|lassen sie(?: es)? gut sein)\b/,
  /\b(?:laisse tomber|laissez tomber|ca ne fait rien|pas grave|tant pis|plus besoin|oubliez|oublie|c est bon|ce n est plus la peine|pas la peine)\b/,
  /\b(?:deixa (?:pra la|para la|estar)|deixe (?:pra la|para la|estar)|esquece|esqueca|nao precisa(?: mais)?|nao preciso mais|tanto faz|ja resolvi|nao importa)\b/,
  /\b(?:lascia(?:te)? (?:stare|perdere)|lasci (?:stare|perdere)|non importa|fa niente|non fa niente|non serve piu|non ho piu bisogno|ho risolto|come non detto)\b/,
];
const LONGEST_WITHDRAWAL = 12;

/** Whether a waiting customer takes the request for a person back ("never mind"). Only short messages do. */
export function withdrawsRequest(text: string): boolean {
  const reading = read({ id: '', text });
  if (reading.folded.split(/\s+/).length > LONGEST_WITHDRAWAL) return false;
  return WITHDRAWS.some((pattern) => pattern.test(reading.folded)) && asksForHuman(reading).length === 0;
}
