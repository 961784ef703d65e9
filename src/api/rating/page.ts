/** The page behind the links of a survey by mail: plain HTML, no script. It changes nothing before its button is pressed. */
import type { Score } from '../../foundation/model/rating';
import { text } from '../../foundation/model/texts';

const SCORES: readonly Score[] = [1, 2, 3, 4, 5];

const STYLE = `
body { margin: 0; min-block-size: 100dvh; display: grid; place-items: center; background: #f1f3f6; color: #1b1f24; color-scheme: light dark;
  font: 17px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; }
main { box-sizing: border-box; inline-size: min(30rem, 100vw); padding: 1.5rem; background: #fff; border-radius: 16px; }
h1 { font-size: 1.3rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; color: #59616b; overflow-wrap: anywhere; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: .5rem; }
fieldset label { flex: 1; display: grid; place-items: center; min-block-size: 52px; border: 1px solid #9aa3ad; border-radius: 12px; cursor: pointer; }
fieldset input { position: absolute; opacity: 0; }
label:has(:checked) { background: #2f55d4; border-color: #2f55d4; color: #fff; font-weight: 700; }
label:has(:focus-visible) { outline: 3px solid #2f55d4; outline-offset: 2px; }
.ends { display: flex; justify-content: space-between; color: #59616b; font-size: .9rem; margin-block: .35rem 1rem; }
textarea { box-sizing: border-box; inline-size: 100%; font: inherit; padding: .6rem; border: 1px solid #9aa3ad; border-radius: 12px; background: none; color: inherit; }
button { margin-block-start: 1rem; inline-size: 100%; min-block-size: 48px; border: 0; border-radius: 12px; background: #2f55d4; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible, textarea:focus-visible { outline: 3px solid #2f55d4; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #101214; color: #e8eaed; } main { background: #191c20; } p, .ends { color: #a7afb9; }
}`;

export interface Shown {
  business: string;
  language: string;
}

export function askPage({ business, language }: Shown, chosen: Score | null, reason: string | null): string {
  const say = (key: Parameters<typeof text>[0]): string => escaped(text(key, language));
  const choices = SCORES.map(
    (score) =>
      `<label><input type="radio" name="score" value="${score}" required${score === chosen ? ' checked' : ''}>${score}</label>`,
  ).join('');
  return page(
    { business, language },
    `<form method="post">
<h1>${say('rate_title')}</h1><p>${escaped(business)}</p>
<fieldset aria-label="${say('rate_title')}">${choices}</fieldset>
<div class="ends"><span>1 = ${say('rate_poor')}</span><span>5 = ${say('rate_good')}</span></div>
<label for="reason">${say('rate_why')}</label>
<textarea id="reason" name="reason" rows="2" maxlength="500">${escaped(reason ?? '')}</textarea>
<button>${say('rate_send')}</button>
</form>`,
  );
}

export function saidPage(shown: Shown, key: 'survey_thanks' | 'rate_gone'): string {
  return page(shown, `<h1>${escaped(text(key, shown.language))}</h1><p>${escaped(shown.business)}</p>`);
}

function page({ business, language }: Shown, body: string): string {
  return `<!doctype html>
<html lang="${escaped(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${escaped(business)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body>
</html>`;
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (letter) => ESCAPED[letter] ?? letter);
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
