/** Whether words speak of a file that came with them: then the file matters, and a person has to look at it. */
import { read } from '../reading';

const PATTERNS: readonly RegExp[] = [
  /\b(?:attach(?:ed|ment|ments|ing)?|enclosed|screen ?shots?|(?:see|here is|heres|sending|sent|look at) (?:the |my |a |this |you )?(?:photo|picture|pic|image|scan|receipt|document|file|voice (?:note|message)|recording))\b/,
  /\b(?:adjunt\w{1,4}|captura de pantalla|(?:la|una|esta) (?:foto|imagen|captura))\b/,
  /\b(?:anhang|anhange|angehangt\w{0,2}|beigefugt\w{0,2}|anlage|screenshot|das (?:foto|bild))\b/,
  /\b(?:ci joint\w{0,2}|piece jointe|pieces jointes|en annexe|capture d ecran|la photo|l image)\b/,
  /\b(?:anexo|anexos|em anexo|anexad\w|captura de ecra|a (?:foto|imagem))\b/,
  /\b(?:allegat\w|in allegato|schermata|la foto|l immagine)\b/,
];

export function speaksOfFile(text: string): boolean {
  return read({ id: '', text }).clauses.some((clause) => PATTERNS.some((pattern) => pattern.test(clause.text)));
}
