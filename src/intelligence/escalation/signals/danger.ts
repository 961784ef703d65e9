/** Danger to life: self-harm and threats, in plain words of six languages. Wide on purpose; no list is ever complete, and nothing here says that a person is safe. */
import type { Evidence } from '../../../foundation/model/policy';
import type { Reading } from '../reading';

export type DangerKind = 'self_harm' | 'threat';

const SELF_HARM: readonly RegExp[] = [
  /\b(?:kill|killing|hang|hanging|shoot|shooting|harm|harming|hurt|hurting|cut|cutting|end|drown|poison) (?:myself|my self|it all)\b/,
  /\b(?:suicid\w{0,4}|self harm\w{0,4}|selfharm\w{0,3}|kms|overdos\w{0,4})\b(?! (?:squad|bomb\w* (?:movie|film)|door))/,
  /\b(?:end|ending|take|taking) (?:my (?:own )?life|my own life)\b/,
  /\b(?:want|wanna|going|ready|rather|wish|hoping|plan(?:ning)?) (?:to )?(?:die|be dead|not wake up|not exist|not be (?:alive|here anymore))\b|\bwish i (?:was|were) (?:dead|never born)\b/,
  /\b(?:dont|do not|didnt|no longer|cant) (?:want to (?:live(?: any ?more| no more)?$|live (?:any ?more|anymore|like this|in this world)|be alive|be here anymore|exist|go on living)|see a reason to live|go on (?:anymore|any more|living|like this))\b/,
  /\b(?:no|any) (?:reason|point) (?:to live|to go on living|in living|living)\b|\blife (?:is|isnt|is not) (?:not )?worth living\b|\bbetter off (?:dead|without me)\b/,
  /\b(?:jump|jumping) (?:off|from) (?:a |the )?(?:bridge|roof|building|balcony)\b|\bswallow(?:ed|ing)? (?:all )?(?:my |the |these )?pills\b|\bpills (?:to end|and end)\b/,
  /\b(?:suicid\w{0,6}|matarme|quitarme la vida|me quiero morir|quiero morir(?:me)?|no quiero (?:seguir )?(?:vivir|viviendo)|acabar con mi vida|hacerme dano|autolesi\w{0,6})\b/,
  /\b(?:mich umbringen|umbringen will|mir das leben nehmen|selbstmord|suizid\w{0,6}|will sterben|nicht mehr leben|mich verletzen|mir etwas antun|selbst verletz\w{0,4})\b/,
  /\b(?:me suicider|me tuer|suicid\w{0,5}|mettre fin a mes jours|envie de mourir|veux mourir|plus envie de vivre|en finir avec la vie|me faire du mal|m automutil\w{0,3})\b/,
  /\b(?:me matar|suicid\w{0,5}|tirar a minha vida|tirar minha vida|quero morrer|nao quero mais viver|acabar com a minha vida|me machucar|automutil\w{0,5})\b/,
  /\b(?:uccidermi|ammazzarmi|suicid\w{0,5}|togliermi la vita|voglio morire|non voglio piu vivere|farla finita|farmi del male|autolesion\w{0,5})\b/,
];

const THREAT: readonly RegExp[] = [
  /\b(?:kill|murder|shoot|stab|strangle|behead|slaughter|torture|(?:will|ill|gonna|going to|want to|wanna|to) (?:hurt|beat up)) (?:you|u|him|her|them|all of you|everyone|everybody|your (?:family|kids|children|staff|people)|my (?:wife|husband|kids|children|boss|family|neighbou?r)|someone|somebody|people)\b/,
  /\b(?:burn|blow|shoot|bomb|smash) (?:down |up )?(?:your|the|this|that|my) (?:\S{1,16} )?(?:office|building|branch|bank|store|shop|place|house|school|headquarters)(?: down| up)?\b/,
  /\b(?:i have|ive got|i got|bring|bringing|buy|buying|get|carry|carrying|using|use) (?:a |my |the )?(?:gun|rifle|shotgun|pistol|knife|bomb|explosives?|machete)\b/,
  /\bbomb (?:threat|in (?:the|your))\b|\bthere is a bomb\b|\bplanted a bomb\b/,
  /\b(?:you|they|he|she|someone)(?:re|s|ll)? (?:all |is |are |will |will all |going to |deserve to )*(?:be dead|dead meat|get whats coming|pay with (?:your|their) li(?:fe|ves)|deserve to die)\b|\byou(?:re| are) (?:a )?dead\b|\bdeath threats?\b/,
  /\b(?:threaten(?:s|ed|ing)? to (?:kill|shoot|hurt|stab)|trying to kill|going to kill|wants to kill|will kill|gonna kill) (?:me|us|him|her|them|you|my)\b/,
  /\b(?:he|she|my (?:husband|wife|boyfriend|girlfriend|partner|father|mother|dad|mom|son|ex)) (?:is |keeps |has been )?(?:beat(?:s|ing|en)?|hit(?:s|ting)?|chok(?:es|ed|ing)|strangl\w{1,4}) me\b/,
  /\b(?:cant breathe|not breathing|having a heart attack|bleeding (?:out|heavily|badly)|having a stroke|unconscious)\b/,
  /\b(?:te|os|los|lo|la|le) (?:voy|vamos) a (?:matar|disparar|apunalar|quemar)\b|\bvoy a (?:matar|quemar|disparar)\w{0,4}\b|\btengo (?:una )?(?:pistola|bomba|arma)\b|\bamenaza de (?:bomba|muerte)\b|\bquiere matarme\b/,
  /\b(?:bringe|bring) (?:euch|dich|sie|ihn|jemanden|alle) um\b|\b(?:euch|dich|sie|ihn|jemanden) (?:alle )?(?:umbringen|toten|erschiessen|abstechen)\b|\b(?:bombendrohung|morddrohung)\b|\b(?:habe|hab) eine (?:waffe|pistole|bombe)\b/,
  /\b(?:vais|allons|va) (?:te|vous|le|la|les|me|tous vous) (?:tuer|buter|egorger|bruler|poignarder)\b|\bj ai (?:une arme|un pistolet|une bombe|un couteau)\b|\bmenaces? de mort\b/,
  /\b(?:vou|vamos) (?:te |vos |matar |os )?(?:matar|atirar|esfaquear|queimar)\b|\btenho (?:uma )?(?:arma|bomba|pistola)\b|\bameaca de (?:morte|bomba)\b/,
  /\b(?:ti|vi|lo|la|li) (?:ammazzo|uccido|sparo|brucio)\b|\b(?:vengo|voglio) (?:li )?(?:e |ad? )?(?:ammazzar|uccider)\w{1,3}\b|\bho una (?:pistola|bomba)\b|\bminacc\w{1,4} di morte\b/,
];
/** Figures of speech that carry the words and not the danger. */
const FIGURES =
  /\b(?:kill|killing) (?:you|u) to (?:answer|help|reply|be|ask|give|say|tell)|\bkill(?:ing)? (?:the|this|that|it|time)\b|\bhurt (?:you|u) to\b|\b(?:wouldnt|would not|doesnt|wont) (?:kill|hurt) (?:you|u|anyone|anybody|someone)\b/;

export function danger(reading: Reading): { kind: DangerKind; evidence: Evidence } | null {
  for (const [kind, patterns] of [
    ['self_harm', SELF_HARM],
    ['threat', THREAT],
  ] as const) {
    for (const pattern of patterns) {
      const match = pattern.exec(reading.folded);
      if (!match || FIGURES.test(reading.folded.slice(Math.max(0, match.index - 20), match.index + 60))) continue;
      return { kind, evidence: reading.evidence(match.index, match.index + match[0].length) };
    }
  }
  return null;
}
