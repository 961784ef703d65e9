/** Words that ask for nothing but courtesy: greeted, thanked or said goodbye to instead of "I don't know". Pure. */
import { isCourtesy } from '../../foundation/model/courtesy';

const GREETING =
  /^(?:hi+|hey+|hello+|helo|hiya|yo|howdy|good (?:morning|afternoon|evening|day)|hola|buenas|buenos dias|buenas tardes|hallo|guten (?:tag|morgen|abend)|moin|servus|bonjour|bonsoir|salut|ola|bom dia|boa tarde|boa noite|oi|ciao|salve|buongiorno|buonasera)(?: (?:there|team|all|everyone|everybody|again|folks|guys|sir|madam|mate|friend|anyone|somebody|how are you|how are you doing|how is it going|hows it going|today|zusammen|wie gehts|a todos|que tal|como estas|como esta|a tous|ca va|comment allez vous|tudo bem|a tutti|come va|tutto bene))*$/u;
const GOODBYE =
  /^(?:(?:good ?)?bye+|goodbye|see (?:you|ya)|adios|hasta luego|tschuss|tschuess|auf wiedersehen|au revoir|tchau|ate logo|arrivederci)(?: (?:then|now|all|everyone|and thanks|thanks|thank you|gracias|danke|merci|obrigado|obrigada|grazie))*$/u;

export type SmallTalk = 'greeting' | 'goodbye' | 'thanks';

export function smallTalk(text: string): SmallTalk | null {
  const folded = text
    .slice(0, 200)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/gu, 'ss')
    .replace(/[^\p{L}\s]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  // A greeting that carries a request is a request: nothing else may stand beside it.
  if (GREETING.test(folded)) return 'greeting';
  if (GOODBYE.test(folded)) return 'goodbye';
  return isCourtesy(text) ? 'thanks' : null;
}
