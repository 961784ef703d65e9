/** Sensitive matters in words. `certain` needs no second opinion; `likely` counts unless the nearest article is sure of something ordinary. */
import type { Reason } from '../../../foundation/model/policy';

export type TopicReason = Extract<
  Reason,
  'dispute' | 'fraud' | 'lost_or_stolen' | 'legal_threat' | 'complaint' | 'cancellation' | 'refund' | 'distress'
>;

export interface TopicWords {
  reason: TopicReason;
  certain: RegExp[];
  likely: RegExp[];
}

const MONEY =
  '(?:charges?|charged|payments?|transactions?|purchases?|withdrawals?|withdrew|debits?|direct debit|transfers?|fees?|cash|subscription|bill|statement)';
const CARD =
  '(?:(?<!sim )(?<!gift )(?<!sd )cards?|visa|mastercard|amex|wallet|purse|pocketbook|check ?book|cheque ?book|passport|license|licence|debit|credit)';
const gap = (words: number): string => `(?:[^\\s.!?]{1,24} ){0,${words}}?`;

export const TOPIC_WORDS: readonly TopicWords[] = [
  {
    reason: 'fraud',
    certain: [
      /\b(?:been|was|were|got|is|are|account|card|im|am|being|someone|somebody|they|have) (?:\S{1,16} ){0,2}?(?:hacked|scammed|defrauded|phished|cloned|skimmed|conned|swindled|compromised)\b/,
      new RegExp(
        `\\b(?:someone|somebody|some one|thief|thieves|hackers?|scammers?|strangers?|person|they) ${gap(4)}(?:using|used|uses|utili[sz]ing|charging|charged|accessed|has|knows|hacked|got into|logged into|stole|steals?|copied|cloned|access to|emptied|drained) ${gap(3)}(?:card|account|details|identity|pin|information|info|money|password|number|app|savings|funds)\\b`,
      ),
      new RegExp(
        `\\b${CARD} ${gap(5)}(?:used|charged) ${gap(2)}(?:by (?:someone|somebody|another|others|a thief)|fraudulently|without (?:my|me)|and it (?:isnt|is not|wasnt|was not) me)`,
      ),
      /\bfraud\w{0,5} (?:\S{1,16} ){0,2}?(?:charges?|transactions?|activity|activities|purchases?|payments?|use|on my|withdrawals?|against me|alert)\b|\b(?:report|reporting|victim of|suspect|detected?|noticed?|committed) (?:\S{1,16} ){0,3}?(?:fraud\w{0,5}|fradulent|scam|identity theft)\b/,
      /\bidentity (?:theft|was stolen|has been stolen|got stolen)\b|\bstole my identity\b/,
      /\b(?:suspicious|unauthori[sz]ed|unauthori[sz]ed|fraudulent|fradulent|fraudelent) (?:\S{1,16} ){0,2}?(?:activity|activities|use|access|logins?|behavio\w{1,3})\b/,
      /\b(?:something|anything) (?:fishy|suspicious|strange|shady|odd) (?:is )?(?:going on |happening )?(?:on|with|in) (?:my|the) (?:\S{1,12} )?(?:card|account)\b|\bsomeone (?:besides|other than) me\b/,
      /\bgave (?:out )?(?:my|them my|him my|her my) (?:\S{1,16} ){0,2}?(?:pin|password|passcode|code|details|login)\b/,
      /\b(?:me han estafado|me estafaron|han hackeado|hackearon|fraude en mi|estan usando mi tarjeta|clonaron|tarjeta clonada|cuenta hackeada)\b/,
      /\b(?:betrogen worden|wurde gehackt|gehackt worden|betrug auf|phishing opfer|missbraucht meine karte|karte (?:wird|wurde) missbraucht)\b/,
      /\b(?:compte (?:a ete )?pirate|ete pirate|arnaque sur|me suis fait (?:arnaquer|pirater|escroquer)|fraude sur|carte (?:a ete )?(?:piratee|clonee)|utilise ma carte)\b/,
      /\b(?:fui (?:hackead[oa]|vitima de (?:fraude|golpe))|conta (?:foi )?(?:hackeada|invadida)|cai (?:em|num) (?:um )?golpe|fraude (?:na|no) (?:minha|meu)|clonaram|cartao (?:foi )?clonado|usando (?:o )?meu cartao)\b/,
      /\b(?:sono stat[oa] (?:truffat[oa]|hackerat[oa])|mi hanno (?:truffato|hackerato|clonato)|carta (?:e stata )?clonata|frode (?:su|sul|sulla)|usando la mia carta)\b/,
    ],
    likely: [
      /\b(?:fraud\w{0,5}|scam(?:med|mer|s)?|hack(?:ed|er|ers)?|phishing|suspicious|compromised|estafa|fraude|betrug|arnaque|golpe|truffa|frode)\b/,
    ],
  },
  {
    reason: 'lost_or_stolen',
    certain: [
      /\b(?:i|ive|we) (?:just |have |must have |may have |might have |think i )?(?:lost|misplaced) it\b(?! (?:in (?:the |my )?(?:mail|post|translation)|with you))|\bit (?:was|has been|got|is) (?:\S{1,10} )?stolen\b|\b(?:someone|somebody|they) stole it\b/,
      /\b(?:miss|missed) (?:my|the) (?:\S{1,8} ){0,2}?card\b|\bcard (?:\S{1,6} ){0,2}?(?:missed|miss)\b(?! (?:a|the|my|an|payment))/,
      new RegExp(
        `\\b(?:lost|loose|lose|losing|misplaced|misplace|stole|stolen|steal|missing|robbed|mugged|nicked|pinched|pickpocketed|snatched|swiped) ${gap(3)}${CARD}\\b(?! (?:pin|number|reader|found|in (?:the |an )?atm))`,
      ),
      new RegExp(
        `\\b${CARD} ${gap(4)}(?:lost|stolen|missing|gone(?! through)|misplaced|nicked|pinched|snatched|theft|taken from me|taken without)\\b(?! (?:in (?:the |a )?(?:mail|post|delivery|transit)|found))`,
      ),
      new RegExp(
        `\\b(?:cant|cannot|can not|couldnt|unable to|not able to|dont) (?:seem to )?(?:find|locate) (?:my |our |the |his |her )(?:[^\\s]{1,12} ){0,2}?(?:${CARD}\\b(?! (?:pin|number|reader|details|verification))|it (?:anywhere|for))|\\b(?:cant|cannot) find it for`,
      ),
      new RegExp(
        `\\b(?:dont|do not|no idea|not sure|clue) (?:know )?where ${gap(4)}(?:left |put |is )?(?:my |the )?${CARD}\\b`,
      ),
      new RegExp(
        `\\b(?:someone|somebody|thief|thieves|they|he|she|guy) (?:just |has |have |may have )?(?:took|taken|stole|stolen|grabbed|robbed) ${gap(3)}(?:${CARD}|bag|handbag|me\\b)`,
      ),
      new RegExp(`\\b(?:left|forgot|dropped) (?:my |the )${gap(2)}${CARD} (?:at|in|on|somewhere|behind)\\b`),
      /\b(?:was|been|got|were) (?:\S{1,12} )?(?:mugged|robbed|pickpocketed|burgled)\b|\bmy (?:phone|bag|handbag|backpack) (?:was|got|has been|is) (?:\S{1,12} )?(?:stolen|nicked|snatched)\b|\b(?:stole|stolen) my (?:phone|bag|handbag|backpack|keys)\b/,
      /\b(?:perdi|he perdido|me han robado|me robaron|robaron|robo de|extravie|no encuentro) (?:\S{1,10} ){0,3}?(?:tarjeta|cartera|billetera|bolso)\b|\btarjeta (?:\S{1,10} ){0,2}?(?:robada|perdida|extraviada)\b/,
      /\b(?:karte|geldborse|brieftasche|portemonnaie|bankkarte|kreditkarte|girokarte)\b(?: \S{1,16}){0,4}? (?:verloren|gestohlen|geklaut|weg|abhanden|gestolen)\b|\bfinde (?:\S{1,10} ){0,2}?(?:karte|bankkarte|kreditkarte) nicht\b|\bwurde (?:ausgeraubt|bestohlen)\b/,
      /\b(?:perdu|vole|volee|derobe|egare) (?:\S{1,10} ){0,3}?(?:carte|portefeuille|chequier)\b|\bcarte (?:\S{1,12} ){0,4}?(?:perdue|volee|disparu|egaree)\b|\btrouve (?:pas|plus) ma carte\b/,
      /\b(?:perdi|roubaram|furtaram|fui roubad[oa]|roubo d[oe]|nao (?:acho|encontro)) (?:\S{1,10} ){0,3}?(?:cartao|carteira|bolsa)\b|\bcartao (?:\S{1,10} ){0,2}?(?:roubado|perdido|furtado)\b/,
      /\b(?:perso|persa|smarrit[oa]|rubat[oa]|hanno rubato|non trovo) (?:\S{1,10} ){0,3}?(?:carta|bancomat|portafoglio)\b|\bcarta (?:\S{1,12} ){0,3}?(?:rubata|persa|smarrita)\b/,
    ],
    likely: [/\b(?:lost|stolen|stole|misplaced|theft)\b|\b(?:i )?(?:cant|cannot) (?:seem to )?find it\b/],
  },
  {
    reason: 'dispute',
    certain: [
      new RegExp(
        `\\b(?:someone|somebody|some one|a stranger) ${gap(2)}(?:made|makes|did|set up|took|taken|withdrew|withdrawn|spent|ordered|bought) ${gap(4)}(?:${MONEY}|money)\\b`,
      ),
      /\b(?:errors?|mistakes?|problem|issue|discrepanc\w{1,3}|wrong|incorrect) (?:\S{1,12} )?(?:in|on|with|amount on) (?:\S{1,12} ){0,4}?(?:bill|statement|charges?)\b|\b(?:bill|statement) (?:\S{1,12} ){0,3}?(?:errors?|wrong|incorrect)\b/,
      /\b(?:remove|removed|waive|take off|clear) (?:\S{1,12} ){0,4}?(?:charges?|late fee|payment fee)\b|\b(?:charges?|amount) (?:\S{1,8} ){0,2}?removed?\b/,
      /\b(?:charged|debited|billed|deducted) (?:\S{1,12} ){0,4}?(?:more than|without (?:any )?reason|(?:for )?no reason)\b|\bextra (?:\S{1,8} )?(?:charges?|amount) (?:\S{1,12} ){0,3}?(?:on|from|in|to) (?:my|the)\b/,
      new RegExp(
        `\\bi (?:\\S{1,12} ){0,2}?(?:didnt|did not|didt|havent|have not|never) ${gap(2)}(?:make|made|authori[sz]e|authori[sz]ed|approve|approved|buy|bought|purchase|purchased|order|ordered|set up|setup|sign up|signed up|withdraw|withdrew|withdrawn|took out|take out|agreed?|consent|consented|initiated?|request|requested|create|created|perform|allow)\\b[^.!?]{0,60}\\b${MONEY}\\b`,
      ),
      new RegExp(
        `\\b${MONEY}\\b[^!?]{0,90}\\b(?:i (?:\\S{1,12} ){0,2}?(?:didnt|did not|didt|havent|have not|never)(?: ${gap(2)}(?:make|made|authori[sz]e|authori[sz]ed|approve|approved|buy|bought|purchase|purchased|order|ordered|set up|setup|sign up|signed|withdraw|withdrew|take|took|agreed?|consent|initiate|initiated|request|requested|do|done|perform|create|created|complete|know about)\\b| ?(?:$|[.!?]))|(?:wasnt|was not|isnt|is not|not) (?:me|mine|by me|from me)\\b)`,
      ),
      new RegExp(
        `\\b(?:dont|do not|didnt|did not|doesnt|cant|cannot|not|never) (?:even |really )?(?:recogni[sz]e|recogize|recall making|remember (?:making|doing|buying|authori[sz]ing|any such|this|that)|familiar with|know (?:where|who|what) (?:this|that|these|those|the))[^.!?]{0,60}\\b${MONEY}\\b(?! (?:fail|decline|pending|reject|means|was (?:declined|rejected)))`,
      ),
      new RegExp(
        `\\b${MONEY}\\b[^.!?]{0,60}\\b(?:dont|do not|didnt|did not|doesnt|cant|cannot|not|never) (?:even |really )?(?:recogni[sz]ed?|recogize|recall|remember|know (?:what (?:it|this|that|they)|who|where (?:it|this|that|they)|anything)|familiar|unsure)\\b`,
      ),
      new RegExp(
        `\\b(?:unauthori[sz]ed|unrecogni[sz]ed|unfamiliar|unknown|strange|weird|mysterious|mystery|phantom|bogus|unusual|shady|fishy|suspicious|random|erroneous|odd|spurious|rogue|ghost|false(?! statement)|crap|questionable|illegitimate|unexplained|fraudulent|dodgy) ${gap(2)}${MONEY}\\b`,
      ),
      new RegExp(
        `\\b${MONEY} ${gap(4)}(?:isnt|is not|was not|wasnt|not|arent|were not|werent) (?:mine|my|me|made by me|by me|from me|legit\\w{0,6})\\b`,
      ),
      // Nobody asks where a charge comes from who knows it.
      new RegExp(
        `\\b(?:not (?:really |quite |at all )?sure|unsure|no (?:idea|clue)|(?:dont|do not|cant|cannot) (?:really |even )?(?:know|understand|tell|figure out|work out|see)|(?:need|want|like) to know|wonder(?:ing)?|tell me|find out|explain) (?:of |about )?(?:what|where|who|whose|why) ${gap(4)}(?:charges?|payments?|transactions?|withdrawals?|debits?) (?:\\S{1,12} ){0,4}?(?:from|for|is about|relates?|originat\\w{1,4})\\b(?! (?:declined|pending|failing|using|a (?:cash|transfer)))`,
      ),
      /\b(?:what|whats|why|where|how come)\b(?: (?!minimum|min|maximum|max|most|pending|can|cant|my\b|make|declin)[^\s.!?]{1,16}){0,6}? (?:charge|payment|transaction|debit|withdrawal)s? (?:\S{1,8} ){0,2}?(?:on|in) (?:my|the) (?:\S{1,12} ){0,2}?(?:card|account|statement|app)\b(?! (?:as |is |be )?(?:fail|decline|pending|reject|not|still|revert))/,
      new RegExp(`\\b${MONEY}\\b[^.!?]{0,60}\\bnever (?:seen|heard of|been|visited)\\b`),
      new RegExp(
        `\\b(?:charges?|payments?|transactions?|debits?|withdrawals?) ${gap(4)}(?:is|are|was|were|looks?|seems?|may be|might be|may not be|might not be|cant be) (?:to be )?(?:a (?:bit|little) )?(?:off|odd|bs|not (?:right|correct|legit)|right|correct|false|bogus|fake)\\b(?<!(?:is|are|was|were|seems?|looks?) (?:right|correct))`,
      ),
      /\b(?:why|what|there is|theres|i have|i see|shows?|contain\w{0,3}|about)\b(?: [^\s.!?]{1,12}){0,5}? (?:fee|charge|extra|pound|dollar|euro|[\d.,]{0,5} ?[$€£] ?[\d.,]{0,5})(?: [^\s.!?]{1,12}){0,3}? (?:on|in|to) my statement\b/,
      /\bmoney\b[^.!?]{0,50}\bi (?:didnt|did not|never) (?:withdraw|withdrew|take out|took out|spend|spent|authori[sz]ed?|approved?)\b|\bnot (?:been )?(?:authori[sz]ed|approved|made|requested|done|withdrawn) by me\b/,
      /\b(?:didnt|did not|never) (?:do|did) (?:this|that|these|those|a|the|any|any such) (?:\S{1,12} )?(?:payment|transaction|purchase|withdrawal|transfer)s?\b/,
      // "Charged an extra pound" tells of it; "will I be charged extra" asks.
      /(?<!\b(?:will|would|get|be|being|gets|if|do|does|can)(?: (?:i|you|we|me|it|they|get|be)){0,3} )\b(?:charged|charge|debited|billed|deducted) (?:me |us |my \S{1,12} )?(?:an? |some |this |one )?(?:extra|additional|small (?:amount|sum|fee))\b/,
      /\b(?:what|whats|why|where|how come|there is|theres|see|seeing|have|found|noticed|got|show\w{0,4})\b(?: [^\s.!?]{1,14}){0,5}? (?:extra|additional|small|tiny) (?:\S{1,8} )?(?:charges?|fees?|amounts?|pounds?|dollars?|euros?|cents|debits?|payments?)\b/,
      new RegExp(
        `\\b(?:dispute|disputing|disputed|contest|challenge) ${gap(4)}${MONEY}\\b|\\b${MONEY}\\b[^.!?]{0,40}\\b(?:want|need|like|wish) to (?:dispute|contest|challenge)\\b`,
      ),
      /\b(?:charged|billed|debited|paid|taken|deducted|went through|appears?|showing|shows|posted|processed) (?:\S{1,16} ){0,6}?(?:twice|two times|2 times|double|multiple times|several times|2x|more than once|over and over)\b|\b(?:two|2) (?:of the )?(?:same|identical) (?:\S{1,12} )?(?:charges?|payments?|transactions?)\b|\brepeat(?:ed)? (?:charge|payment|transaction)s?\b|\b(?:double|twice|duplicate[ds]?|multiple) (?:\S{1,12} ){0,2}?(?:charged?s?|charges|billed|payments?|transactions?|debited|billing)\b/,
      /\b(?:charge|payment|transaction|debit|withdrawal)s? (?:\S{1,16} ){0,6}?(?:is|are|was|looks?|seems?) (?:\S{1,8} )?(?:fraud\w{0,5}|suspicious|unauthori[sz]ed|unfamiliar|unknown|strange|wrong to me)\b/,
      /\b(?:overcharged|over charged|wrongly charged|wrongfully charged|mistakenly charged|charged (?:me )?(?:by mistake|in error|incorrectly|wrongly|too much))\b|\b(?:someone|somebody|anyone) else (?:\S{1,12} ){0,2}?(?:made|did|set up|authori[sz]ed|withdrew|took)\b/,
      /\b(?:no reconozco|no hice|no he hecho|no autorice|yo no (?:hice|realice)|no realice) (?:\S{1,12} ){0,3}?(?:cargo|pago|compra|transaccion|retiro|cobro|movimiento)\b|\b(?:cargo|cobro|pago) (?:\S{1,12} ){0,3}?(?:no es mio|duplicado|dos veces|no reconocido|no autorizado)\b|\bcobrado dos veces\b/,
      /\b(?:abbuchung|zahlung|buchung|belastung|uberweisung|lastschrift)\b(?: \S{1,16}){0,5}? (?:nicht (?:von mir|gemacht|autorisiert|erkenne|getatigt|veranlasst)|doppelt|zweimal|unbekannt)\b|\b(?:unbekannte|unberechtigte|doppelte|falsche) (?:abbuchung|zahlung|buchung|lastschrift)\b|\berkenne (?:\S{1,12} ){0,2}?(?:abbuchung|zahlung|buchung) nicht\b|\bdoppelt (?:abgebucht|belastet)\b/,
      /\b(?:je ne reconnais pas|pas reconnu|pas fait|pas autorise|jamais (?:fait|autorise)) (?:\S{1,12} ){0,3}?(?:paiement|debit|prelevement|achat|transaction|retrait|operation)\b|\b(?:prelevement|paiement|debit|achat|operation) (?:\S{1,12} ){0,4}?(?:inconnue?|non autorisee?|pas (?:de )?moi|deux fois|double|frauduleu\w{1,2})\b|\bdebitee? deux fois\b|\bcontester\b/,
      /\b(?:nao reconheco|nao fiz|nao autorizei|nao realizei) (?:\S{1,12} ){0,3}?(?:cobranca|pagamento|compra|transacao|saque|debito|lancamento)\b|\b(?:cobranca|compra|pagamento|debito) (?:\S{1,12} ){0,3}?(?:nao (?:e minha|e meu|reconhec\w{1,4}|autorizad[oa])|indevid[oa]|duplicad[oa]|duas vezes|em dobro)\b|\bcobrad[oa] duas vezes\b|\bcontestar\b/,
      /\b(?:non riconosco|non ho (?:fatto|autorizzato|effettuato)) (?:\S{1,12} ){0,3}?(?:addebito|pagamento|acquisto|transazione|prelievo|spesa)\b|\b(?:addebito|pagamento|spesa|transazione) (?:\S{1,12} ){0,3}?(?:non (?:e mi[oa]|autorizzat[oa]|riconosciut[oa])|doppi[oa]|due volte|sconosciut[oa])\b|\baddebitat[oa] due volte\b|\bcontestare\b/,
    ],
    likely: [
      /\b(?:disput\w{1,4}|unauthori[sz]ed|unrecogni[sz]ed|chargeback|overcharge|wrong charge|error (?:in|on|with) (?:my )?(?:\S{1,12} ){0,2}?(?:bill|statement|charge))\b/,
      new RegExp(
        `\\b(?:extra|additional|unexpected|odd|wrong|incorrect|unwanted|small|hidden|weird) ${gap(2)}(?:charges?|fees?|debits?|payments?|transactions?|withdrawals?)\\b`,
      ),
    ],
  },
  {
    reason: 'legal_threat',
    certain: [
      /\b(?:i will|ill|i am going to|im going to|going to|gonna|we will|i shall|considering|threaten|intend to|prepared to|ready to|have to|force me to|want to) (?:\S{1,12} ){0,2}?(?:sue|suing|take (?:legal|you to|this to) (?:action|court)|(?:file|start|bring) (?:a )?(?:law ?suit|legal|class action)|press charges|go to (?:court|the ombudsman|the regulator|the police about you))\b/,
      /\b(?:my|our) (?:lawyer|attorney|solicitor|legal team|barrister)s?\b|\b(?:speak|talk|hear|hearing|letter) (?:to|with|from) (?:my|our) (?:lawyer|attorney|solicitor)\b|\bsee you in court\b|\b(?:take|taking) (?:legal action|you to court|this to court)\b|\bclass action\b|\bsmall claims\b|\bsue (?:you|your|this|the)\b|\bsuing (?:you|your|this|the)\b/,
      /\b(?:voy a demandar|los voy a demandar|os voy a demandar|mi abogado|acciones legales|denunciarlos|denunciaros|poner una denuncia)\b/,
      /\b(?:mein anwalt|meinem anwalt|meinen anwalt|rechtsanwalt einschalten|rechtliche schritte|verklagen|klage einreichen|anzeige erstatten|verklage)\b/,
      /\b(?:mon avocat|action en justice|poursuivre en justice|porter plainte|vous poursuivre|saisir le mediateur|au tribunal)\b/,
      /\b(?:meu advogado|acao judicial|processar voces|vou processar|procon|na justica|medidas legais)\b/,
      /\b(?:il mio avvocato|azione legale|vie legali|vi denuncio|faccio causa|fare causa|querela|denunciarvi)\b/,
    ],
    likely: [
      /\b(?:law ?suit|lawyer|attorney(?! in fact)|solicitor|legal action|ombudsman|regulator|trading standards|consumer protection)\b/,
    ],
  },
  {
    reason: 'complaint',
    certain: [
      /\b(?:file|filing|ffile|make|making|lodge|lodging|raise|submit|submitting|register|put in|report|reporting|have|had|open|place|send|issue|present) (?:\S{1,16} ){0,3}?(?:complaints?|complant|grievances?|reclamations?|(?:customer|consumer) claims?|claims? against)\b/,
      /\b(?:formal|official|serious|written|customer|consumer) (?:complaint|reclamation|grievance)\b|\b(?:complaints?|reclamations?|claims?) (?:against|about) (?:\S{1,16} ){0,3}?(?:you|ur|your|company|organi[sz]ation|business|staff|employee|agent|manager|service|clerk|branch)\b/,
      /\b(?:complain|complaining) (?:about|against|to|regarding) (?:\S{1,16} ){0,4}?(?:you|your|staff|employee|agent|teller|manager|advis[eo]r|representative|service|someone|branch|company|treatment)\b|\b(?:want|like|need|wish) to complain\b/,
      /\b(?:staff|agents?|employees?|tellers?|representatives?|reps?|managers?|advis[eo]rs?|cashiers?|clerks?|guards?|colleague of yours|assistant at|worker|lady|guy|man|woman|person) (?:\S{1,16} ){0,6}?(?:rude|racist|abusive|insult\w{0,4}|disrespect\w{0,4}|unprofessional|sexist|yell\w{0,3}|shout\w{0,3}|swore|harass\w{1,4}|lied|mocked|laughed at|hung up on|discriminat\w{1,4}|threatened)\b/,
      /\b(?:poner|presentar|hacer|interponer) (?:\S{1,10} ){0,2}?(?:queja|reclamacion|reclamo)\b|\bquiero quejarme\b/,
      /\b(?:beschwerde (?:einreichen|einlegen|uber|gegen)|mochte mich beschweren|will mich beschweren|mich beschweren|reklamation (?:einreichen|melden))\b/,
      /\b(?:(?:faire|deposer|deposer|formuler|adresser) (?:\S{1,10} ){0,2}?(?:reclamation|plainte)|me plaindre)\b/,
      /\b(?:(?:fazer|registrar|registar|apresentar|abrir) (?:\S{1,10} ){0,2}?(?:reclamacao|queixa)|quero reclamar)\b/,
      /\b(?:(?:fare|presentare|sporgere|inoltrare) (?:\S{1,10} ){0,2}?(?:reclamo|lamentela)|voglio lamentarmi)\b/,
    ],
    likely: [/\b(?:complaints?|complain|grievance|reclamation)\b/],
  },
  {
    reason: 'cancellation',
    certain: [
      /\b(?:cancel\w{0,6}|close|closing|terminat\w{1,4}|delet\w{1,4}|end (?:my|the|this|our)|ending (?:my|the|this|our)|deactivat\w{1,4}|shut down|shutting down|stop|discontinue|undo|reverse|reversing|revert|revoke|call off|take back|retract|get rid of|scrap) (?!\S{0,3} ?(?:company |corporate )?newsletter)(?:(?!newsletter|news)\S{1,16} ){0,4}?(?:accounts?|orders?|subscription|membership|contract|policy|plan|service|booking|reservations?|transfers?|transactions?|transfer|payments?|purchases?|direct debits?|standing orders?|loan|agreement|insurance|charge)\b(?! (?:confirmation|pending|(?:to|of|for|from) (?:\S{1,12} ){0,3}?newsletter))/,
      /\b(?:want|need|like|request\w{0,3}|wish|please|have|get) (?:\S{1,16} ){0,4}?(?:accounts?|orders?|subscription|membership|contract|booking|reservations?|transfers?|transactions?|payments?|purchases?|it) (?:to be )?(?:cancell?ed|closed|terminated|deleted|reversed|removed)\b/,
      /\b(?:remove|inactivate|disable|quit|drop|annul|abandon|retract) (?:my|this|the) (?:\S{1,12} )?(?:account|order|reservation|booking|membership|subscription)\b|\b(?:no longer want|dont want|do not want|dont need) (?:\S{1,12} )?(?:account|order|reservation|to be a customer|this purchase)\b/,
      /\b(?:wrong|incorrect) (?:\S{1,12} )?(?:account|recipient|person|number|payee|amount)\b(?: \S{1,16}){0,12}? (?:transfer\w{0,4}|payment|transaction|sent|money)\b|\b(?:transfer\w{0,4}|payment|transaction|sent|paid)\b(?: \S{1,16}){0,12}? (?:to |from |in |into )?(?:the |a |an )?(?:wrong|incorrect) (?:\S{1,12} )?(?:account|recipient|person|number|payee)\b|\b(?:by mistake|a mistake|accident\w{0,4}|messed up)\b(?: \S{1,16}){0,8}? (?:transfer\w{0,4}|transaction)\b/,
      /\b(?:made|did|sent|entered|put in) (?:the |a |an )?(?:wrong|incorrect) (?:transaction|payment|transfer)\b|\b(?:transfer|payment|transaction|order|reservation|booking)\b[^.!?]{0,50}\b(?:i|id|ill) (?:\S{1,8} ){0,3}?(?:cancel|reverse|undo|revert)\b|\b(?:orders?|transfers?|transactions?|payments?|reservation|booking) (?:\S{1,12} ){0,3}?(?:needs? to |has to |have to |must )?be (?:cancell?ed|reversed|undone)\b/,
      /\b(?:reservation|booking|table)\b[^.!?]{0,30}\b(?:(?:no longer|not) (?:needed|required|necessary|wanted)|(?:isnt|not) needed)\b|\bcancell?(?:ation)? (?:\S{1,12} ){0,4}?(?:table|reservation|booking|dinner plans)\b|\bforget (?:about )?(?:my |the |that )?(?:reservation|booking)\b/,
      /\bcancel(?:l?ing|l?ation)? (?:\S{1,12} ){0,2}?(?:purchase|order)\b|\b(?!^(?:\S{1,8} ){0,2}cancel (?:it|that|this)[.!]?$)(?:\S{1,14} ){3,8}?cancel(?:l?ing)? (?:it|that|this)\b|\b(?:order|account|purchase) cancell?ations?\b/,
      /\b(?:cancelar|anular|cerrar|dar de baja|eliminar|borrar) (?:\S{1,10} ){0,3}?(?:cuenta|pedido|suscripcion|transferencia|pago|compra|tarjeta|reserva|contrato)\b|\bdarme de baja\b/,
      /\b(?:konto|bestellung|abo|abonnement|vertrag|uberweisung|zahlung|buchung|lastschrift|dauerauftrag)\b(?: \S{1,16}){0,4}? (?:kundigen|schliessen|stornieren|loschen|auflosen|widerrufen|abbrechen|zuruckrufen)\b|\b(?:kundigen|kundigung)\b/,
      /\b(?:annuler|fermer|cloturer|resilier|supprimer|cloture d) (?:\S{1,10} ){0,3}?(?:compte|commande|abonnement|virement|paiement|achat|contrat|reservation)\b|\bresiliation\b/,
      /\b(?:cancelar|encerrar|fechar|anular|apagar|excluir) (?:\S{1,10} ){0,3}?(?:conta|pedido|assinatura|transferencia|pagamento|compra|contrato|reserva|encomenda)\b/,
      /\b(?:annullare|cancellare|chiudere|disdire|eliminare|revocare) (?:\S{1,10} ){0,3}?(?:conto|ordine|abbonamento|bonifico|pagamento|acquisto|contratto|prenotazione)\b|\bdisdetta\b/,
    ],
    likely: [/\b(?:cancel\w{0,7}|terminat(?:e|ion)|close (?:my|the|this))\b/],
  },
  {
    reason: 'refund',
    certain: [
      /\b(?:want|need|get|getting|give|like|request|requesting|claim|demand|where is|wheres|wheres|waiting for|expecting|receive|received|process|issue) (?:\S{1,16} ){0,3}?(?:refunds?|refunded|reimburse\w{0,5}(?!.{0,40}(?:expen|travel|hotel|flight|food|trip))|my money back|restitution|compensation|rebate)\b|\b(?:my|the) (?:money|cash|funds|payment) back\b(?! (?:to|into|in|on|policy|guarantee))|\brefund (?:me|my|it|this|please)\b|\breimburse me\b|\bgive (?:me )?back my money\b/,
      /\b(?:reembolso|devolucion|devuelvan|devolver(?:me)?) (?:\S{1,10} ){0,3}?(?:dinero|pago|compra|importe)\b|\b(?:quiero|necesito|solicitar|pedir) (?:\S{1,10} ){0,2}?(?:reembolso|devolucion)\b/,
      /\b(?:geld zuruck|ruckerstattung|erstattung|erstatten)\b/,
      /\b(?:remboursement|rembourser|remboursez)\b/,
      /\b(?:reembolso|estorno|meu dinheiro de volta|devolucao)\b/,
      /\b(?:rimborso|rimborsare|rimborsarmi|soldi indietro)\b/,
    ],
    likely: [/\brefund\w{0,4}\b/],
  },
  {
    reason: 'distress',
    certain: [
      /\b(?:my|our) (?:husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|partner|child|baby|parent|grand(?:mother|father|ma|pa)) (?:\S{1,12} ){0,3}?(?:died|passed away|has died|is dying|death|deceased|is in hospital|killed)\b/,
      /\b(?:cant|cannot|unable to|no money to) (?:\S{1,12} ){0,3}?(?:feed (?:my|our)|buy food|afford (?:food|to eat|my medic\w{1,8}|rent)|pay (?:my )?rent)\b|\b(?:evicted|homeless|domestic (?:abuse|violence)|being abused|losing (?:my|our) (?:home|house))\b/,
      /\b(?:panic attack|nervous breakdown|mental health|depressed|at my wits end|cant cope|cant take (?:it|this) any ?more|terrified|having a breakdown)\b/,
    ],
    likely: [],
  },
];
