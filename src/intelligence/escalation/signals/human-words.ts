/** How people ask for a person, by language: patterns over folded clauses (see reading.ts). Every gap is bounded, so that no text makes them slow. */

export interface HumanWords {
  /** Say it whatever stands before, unless negated. */
  requests: RegExp[];
  /** The bot is refused or blamed: a request by itself, never cancelled by its own "not". */
  refusals: RegExp[];
  /** The whole message is nothing else. */
  bare: RegExp;
  /** A "not" that may take the request back when it stands shortly before. */
  negation: RegExp;
  /** What follows such a "not" begins anew ("I don't want that, let me …"), or the "not" belongs to a complaint ("can't I …"). */
  freshStart: RegExp;
  harmless: RegExp;
}

const gap = (words: number): string => `(?:[^\\s]{1,24} ){0,${words}}?`;

const EN_ADJECTIVE = '(?:real |actual |live |living |human |normal |proper |genuine |physical |different |senior )';
const EN_PERSON = `${EN_ADJECTIVE}{0,2}(?:humans?(?: being| agent)?|persons?|people|agents?|representatives?|reps?|operators?|advis[eo]rs?|managers?|supervisors?|specialists?|consultants?|assistants?|technicians?|employees?|receptionist|reception|teller|banker|boss|colleagues?|coworkers?|staff|team|department|customer (?:service|support|care)|support|help ?desk|head office)\\b`;
const EN_ANYONE = '(?:someone|somebody|anyone|anybody|some one|some body)\\b';
const EN_TALK = '\\b(?:talk|speak|chat|converse|talking|speaking|chatting|took|tlak|spk|deal)';
const EN_BOT =
  '(?:chat ?)?(?:bots?|robots?|machines?|computers?|ai|software|program|automation|algorithms?|automated \\w{1,12})\\b';

const EN: HumanWords = {
  requests: [
    new RegExp(
      `${EN_TALK}(?: this| it| about this)?(?: directly| now| again| live)? ?(?:too?|tto|with|wit|wiht|w|2|from) (?!my )(?!(?:a |the |your )?(?:virtual|ai|automated) )${gap(4)}(?:${EN_PERSON}|${EN_ANYONE})`,
    ),
    new RegExp(
      `\\b(?:connect|transfer|transferred|pass|put|patch|forward|refer|direct|redirect|route|switch|hand|link|get|give|take) (?:me|us)\\b(?: (?:over|through|thru|on|back|along|up|straight|directly))? ?(?:to|with|onto|in touch with)? ?(?!my )${gap(3)}(?:${EN_PERSON}|${EN_ANYONE})`,
    ),
    // "Put me through to the workshop": whoever that is, it is not the assistant.
    /\b(?:transfer|patch|put) me (?:through |over |straight )?(?:to|with) (?!\S{0,10} ?(?:account|savings|checking|current|list|file)\b)/,
    /\b(?:pass|hand|forward|refer|transfer) (?:this|it|me|my \w{1,12}) (?:over |on |along )?to (?:a |an |the |your |another )?(?:human|person|agent|representative|operator|manager|supervisor|colleague|team|support)\b/,
    new RegExp(
      `\\b(?:want|wanna|need|require|prefer|demand|request|requesting|have|get|like|give me|looking for) (?:to (?:have|get|see) )?(?:a |an |the |your |some |one |another |any ){0,2}${EN_ADJECTIVE}{0,2}(?:humans?(?: being| agent)?|person|agent|representative|rep|operator|manager|supervisor|customer (?:service|support|care))(?: (?:to|who|that|please|pls|now|here|on|asap|instead|rather|not|right|for|and|at|help)\\b|$| ?[:;=]?[()<3]*$)`,
    ),
    /\b(?:human|manual|live) (?:customer )?(?:help|support|assistance|service|agent|contact|interaction|operator|representative|advisor)\b/,
    /(?:^|\b(?:with|to|need|want|get|me|from|just|please|there|have) )(?:a |an |any |some |the )?(?:real|living|actual|live) (?:live )?(?:humans?|person|agent|representative|people)\b/,
    new RegExp(
      `\\b(?:is|are|isnt) there ${gap(2)}(?:${EN_PERSON}|${EN_ANYONE})(?: (?:i|we|to|who|that|available|here|around|else|real|behind|working|on)\\b|$)`,
    ),
    /\b(?:do|could|can) (?:you|u|we|i) have (?:a |an |any )?(?:human|live|real|actual) (?:human|person|people|agents?|staff|support)\b/,
    new RegExp(
      `\\b(?:contact|reach|get (?:a )?hold of|get in touch with|get through to) (?:a |an |your |the |one of your )?${EN_ADJECTIVE}{0,2}(?:humans?|person|agents?|representatives?|operators?|advis[eo]rs?|someone|somebody|assistants?)\\b`,
    ),
    /\b(?:speak|talk|contact|reach|call|ask for|get) (?:to |with )?(?:the |your |a )?(?:manager|supervisor|representative|operator)\b/,
    /\b(?:let me|can i|could i|may i|get|want|need|ask) (?:please )?(?:get |have |ask |try )?(?:someone|somebody|anyone|anybody) else\b|\b(?:can|could|may|have|let) (?:someone|somebody|anyone|anybody) else (?:please )?(?:help|take|look|check|handle|assist|answer|explain|deal|sort|try)\b/,
    /\b(?:have|get|ask|let|need|want) (?:someone|somebody|a person|a human|an agent|a manager|your manager|a representative) (?:from \S{1,20} |at \S{1,20} )?(?:to )?(?:call|contact|phone|ring|reach|get back|take over|get in touch)\b/,
    /\b(?:can|could|will|would) (?:someone|somebody|a person|a human|an agent|a manager|a representative|anyone) (?:please |kindly )?(?:from \S{1,20} |at \S{1,20} )?(?:please )?(?:call|phone|ring|contact|reach out|get back|take over|get in touch)\b/,
    /\b(?:refund|help|answer|answers|assistance|response|reply|advice|hear|this|it) (?:directly )?from (?:a |an |your |the )?(?:real |live |human |actual ){0,2}(?:human|person|agent|representative|manager|supervisor)\b/,
    /\bescalate (?:this|it|that|my|the|me|to|now|please|further|immediately)\b|^(?:please )?escalate(?: please)?$/,
    /\b(?:human|person|agent|representative|operator|supervisor|manager|team|department) (?:please|pls|plz|now|asap)$/,
  ],
  refusals: [
    new RegExp(
      `\\b(?:dont|do not|not|never|no longer|wont|refuse to|sick of|tired of|fed up(?: with)?|hate|stop|done|enough of|instead of|rather than|uncomfortable) ${gap(5)}(?:talk|talking|speak|speaking|chat|chatting|deal|dealing|discuss|discussing|type|typing) ${gap(4)}(?:to|with) ${gap(2)}(?:you\\b(?! ?(?:about|and))|${EN_BOT})`,
    ),
    new RegExp(
      `\\b(?:not|dont|un)[^\\s]{0,2} ?${gap(3)}(?:comfortable|comfy|trust|like|want) ${gap(6)}(?:a|this|the|some) ${EN_BOT}`,
    ),
    /\b(?:bot|chatbot|robot|conversation) (?:is|are|isnt|is not|aint|doesnt|does not|cant|cannot|keeps?|was)\b (?:\S{1,24} ){0,3}?(?:stupid|useless|dumb|rubbish|terrible|working|helping|help|leading|understand|understanding|going anywhere|nowhere|hopeless|ridiculous|annoying|awful|garbage|crap|wrong|joke)\b/,
    /\b(?:stupid|useless|dumb|damn|damned|fucking|bloody|idiotic|hopeless|annoying|crappy) (?:chat ?)?(?:bot|robot|ai)\b/,
    /\b(?:no more|anything but a|anyone but a|not another|enough with the) (?:chat ?)?(?:bots?|robots?|ai|machines?)\b/,
  ],
  bare: /^(?:(?:hi|hello|hey|please|pls|plz|now|ok|okay|just|only|no|a|an|the|to|real|live|actual|human|talk|speak|contact|call|need|want|get|me|my|i|thanks|sorry|new|transfer) ){0,5}(?:humans?|human agent|agents?|person|operator|representative|rep|manager|supervisor|advisor|handoff|hand off|hand over|handover|customer (?:service|support|care)|live chat|live agent|support team|help ?desk|real people|receptionist)(?: (?:please|pls|plz|now|asap|here|thanks|thank you))?$|^(?:i |we )?(?:just )?need (?:some )?support$/,
  negation: /\b(?:dont|do not|doesnt|didnt|does not|not|never|no need|without|wont|no longer|neither|nor|stop|avoid)\b/,
  freshStart:
    /\b(?:let me|please|i want|i need|id like|id rather|i would|can i|could i|may i|can you|could you|get me|give me|pass me|put me|connect me|just|so|and|instead)\b/,
  harmless:
    /\b(?:why (?:dont|do not|wont)|(?:dont|do not|not|never) (?:know|understand|see|care|have|think|get|believe|feel|sure|help|work|working|helping|able|possible|clear|want (?:a |the |this )?(?:bot|robot|machine|you))|is not|isnt)/,
};

const ES_PERSON =
  '(?:seres? humanos?|humanos?|humana|personas?|agentes?|asesor(?:a|es)?|operador(?:a|es)?|representantes?|encargad[oa]|gerente|supervisor(?:a)?|responsable|ejecutiv[oa]|empleado|empleada|alguien|persona|atencion al cliente|servicio al cliente|soporte|un companero)\\b';
const ES: HumanWords = {
  requests: [
    new RegExp(
      `\\b(?:hablar|hablo|habla|charlar|conversar|comunicarme|comunicar|contactar|contacto|contactarme|chatear|tratar|atienda|hablen) ${gap(2)}(?:con|a) ${gap(3)}${ES_PERSON}`,
    ),
    new RegExp(
      `\\b(?:pas[ae]me|pasenme|comuni(?:que|ca)me|conect[ae]me|transfier[ae]me|ponme|pongame|derivame|deriveme|dame|deme|me (?:pasas?|pase|comunicas?|comunique|atienda|atiende|conectas?|transfieres?)) ${gap(4)}${ES_PERSON}`,
    ),
    /\b(?:quiero|necesito|prefiero|exijo|busco|quisiera|pido) (?:que me atienda )?(?:a |un |una |el |la |al )?(?:ser humano|humano|agente|operador|operadora|representante|asesor|asesora|gerente|supervisor|persona (?:real|humana|de verdad|de carne)|servicio al cliente|atencion al cliente)\b/,
    /\b(?:ayuda|atencion|servicio|soporte|asistencia|apoyo|trato|contacto) (?:de )?(?:un )?(?:human[oa]|manual)\b/,
    /\b(?:hay|habra|existe|esta) (?:ahi )?(?:algun|alguna|un|una) (?:persona|humano|agente|operador|asesor)\b/,
    /\b(?:persona|agente|humano) (?:real|de verdad|de carne y hueso)\b/,
    /\b(?:atender|atienda|atiende|ayudar|ayude) (?:por favor )?(?:un|una|algun|alguna) (?:ser humano|humano|persona|agente|asesor|operador)\b/,
    /\balguien (?:real|humano|de verdad|que me (?:ayude|atienda) de verdad|con quien (?:hablar|pueda hablar)|me puede llamar)\b/,
    /\b(?:contactar|contacto) con (?:el |la |un )?(?:soporte|servicio|atencion|equipo)\b/,
  ],
  refusals: [
    /\b(?:no quiero|no pienso|harto de|harta de|cansado de|cansada de|dejar de) (?:seguir )?(?:hablar|hablando|tratar|tratando|chatear|perder el tiempo) (?:mas )?con (?:un |una |el |la |este |esta )?(?:bot|robot|maquina|ordenador|computadora|chatbot|contestador|asistente virtual)\b/,
    /\b(?:este|el|maldito|estupido) (?:bot|robot|chatbot) (?:es|no) (?:\S{1,20} ){0,3}?(?:inutil|tonto|estupido|sirve|entiende|ayuda|funciona)\b/,
  ],
  bare: /^(?:(?:hola|por favor|un|una|el|la|al|con|quiero|hablar|ya|contactar) ){0,4}(?:humano|agente|persona real|persona|operador|operadora|representante|asesor|asesora|servicio al cliente|atencion al cliente|gerente|supervisor)(?: (?:por favor|ya|ahora|real|humano))?$|^necesito (?:apoyo|soporte)$/,
  negation: /\b(?:no|nunca|sin|tampoco|jamas)\b/,
  freshStart: /\b(?:quiero|necesito|prefiero|puedo|dejame|por favor|quisiera|pasame)\b/,
  harmless:
    /\bno (?:puedo|se|consigo|logro|funciona|sirve|entiend\w{1,5}|me (?:ayuda|sirve|entiend\w{1,5}|deja)|hay forma)\b/,
};

const DE_PERSON =
  '(?:mensch(?:en)?|person(?:en)?|mitarbeiter(?:in|innen|n)?|berater(?:in|n)?|jemande[mn]|jemand|kundenservice|kundendienst|kundenbetreuer(?:in)?|kundenbetreuung|support|vorgesetzten?|chef(?:in)?|agent(?:en)?|sachbearbeiter(?:in)?|ansprechpartner(?:in)?|kollegen|personal|filialleiter(?:in)?)\\b';
const DE: HumanWords = {
  requests: [
    new RegExp(
      `\\b(?:mit|zu|an) ${gap(4)}${DE_PERSON} ${gap(3)}(?:sprechen|reden|verbinden|verbunden|verbinde|telefonieren|chatten|schreiben|unterhalten|weiterleiten|weitergeleitet|kommunizieren|klaren)\\b`,
    ),
    new RegExp(
      `\\b(?:sprechen|spreche|reden|rede|verbinden|verbinde|verbindet|leiten|stellen|kontakt|chatten|telefonieren) ${gap(4)}(?:mit|zu|zum|an) ${gap(3)}${DE_PERSON}`,
    ),
    /\b(?:brauche|will|mochte|moechte|hatte gern|verlange|geben sie mir|gib mir|gebt mir|wunsche) (?:\S{1,24} ){0,2}?(?:echten?|richtigen?|menschlichen?|lebenden?|wirklichen?)? ?(?:menschen|mensch|mitarbeiter(?:in)?|berater(?:in)?|ansprechpartner(?:in)?|kundenservice|vorgesetzten)\b/,
    /\bmenschliche[nrsm]? (?:hilfe|dienste?|unterstutzung|ansprechpartner|mitarbeiter|beratung|support|kontakt|betreuung)\b/,
    /\b(?:gibt es|ist da|ist dort|sitzt da) (?:\S{1,24} ){0,3}?(?:menschen|mensch|mitarbeiter|echte person|richtige person)\b/,
    /\b(?:echten?|echter|richtigen?|richtiger|wirklichen?) (?:menschen|mensch|person|mitarbeiter|ansprechpartner)\b/,
    /\bkontakt (?:zu|zum|mit dem|mit) (?:\S{1,12} )?(?:kundendienst|kundenservice|support|mitarbeiter)\b/,
  ],
  refusals: [
    /\b(?:nicht|nie|nicht mehr|nicht langer|keine lust) (?:\S{1,24} ){0,3}?mit (?:einem |einer |dem |der |diesem |dieser )?(?:bot|roboter|maschine|computer|chatbot|ki|automaten)\b/,
    /\b(?:bot|chatbot|roboter) (?:ist|versteht|hilft|kann|funktioniert) (?:\S{1,20} ){0,3}?(?:dumm|nutzlos|nichts|nicht|schlecht|unbrauchbar)\b/,
  ],
  bare: /^(?:(?:hallo|bitte|ein|einen|den|zum|mit|echter|echten|richtiger|menschlicher|ich|will) ){0,4}(?:mensch|menschen|mitarbeiter|mitarbeiterin|berater|kundenservice|kundendienst|ansprechpartner|kundenbetreuer)(?: (?:bitte|sprechen|jetzt))?$|^(?:ich )?brauche (?:support|unterstutzung)$|^kontaktaufnahme$/,
  negation: /\b(?:nicht|kein|keine|keinen|keinem|keiner|nie|niemals|ohne)\b/,
  freshStart: /\b(?:bitte|ich will|ich mochte|ich moechte|ich brauche|kann ich|konnte ich|sondern|lieber)\b/,
  harmless:
    /\b(?:warum|wieso) (?:kann|darf)|\bnicht (?:helfen|weiter|verstehen|verstanden|funktioniert|klar|moglich)\b/,
};

const FR_PERSON =
  '(?:etres? humains?|humains?|humaine|personnes?|quelqu un|agents?|conseill(?:er|ere|ers)|operat(?:eur|rice)|responsable|superieur|manager|representant|employe|interlocuteur|service client|support|assistance|gens|technicien|collegue)\\b';
const FR: HumanWords = {
  requests: [
    new RegExp(
      `\\b(?:parler|parle|discuter|echanger|communiquer|dialoguer|causer|en contact|en relation|en ligne|contacter|joindre|adresser|appeler) ${gap(2)}(?:a |avec |au |directement a |directement avec )?${gap(3)}${FR_PERSON}`,
    ),
    new RegExp(
      `\\b(?:passez|mettez|transferez|connectez|redirigez|orientez|passe|mets|transfere|donnez|me (?:passer|mettre|transferer|rediriger))[ -]?(?:moi|nous)? ${gap(4)}${FR_PERSON}`,
    ),
    /\b(?:veux|voudrais|souhaite|demande|prefere|aimerais|faut|besoin d|besoin de|exige|cherche) (?:avoir )?(?:un |une |d |de )?(?:vrai |vraie |autre )?(?:etre humain|humain|conseiller|conseillere|agent|operateur|interlocuteur|vraie personne|personne reelle|personne humaine|responsable)\b/,
    /\b(?:aide|service|assistance|support|contact|intervention|accueil|soutien) (?:\S{1,10} )?humaine?\b/,
    /\b(?:y a t il|y at il) quelqu un$|\b(?:y a t il|y at il|y a|est il|existe) (?:\S{1,24} ){0,3}?(?:vrais? humains?|humains?|quelqu un|vraie personne|personne (?:reelle|a qui|avec qui|que)|conseiller)\b/,
    /\b(?:vraie personne|vrai humain|vrai conseiller|vrais humains|personne reelle|personne a qui parler|personne que je peux parler)\b/,
    /\bcontacter (?:le |la |l |un |votre )?(?:support|service|assistance|conseiller)\b/,
  ],
  refusals: [
    /\b(?:pas|plus|marre de|assez de|arreter de) (?:\S{1,24} ){0,3}?(?:a|avec) (?:un |une |le |la |ce |cette )?(?:bot|robot|machine|ordinateur|chatbot|ia|automate)\b/,
    /\b(?:bot|robot|chatbot) (?:est|ne) (?:\S{1,20} ){0,3}?(?:nul|inutile|stupide|idiot|rien|pas)\b/,
  ],
  bare: /^(?:(?:bonjour|s il|vous|plait|un|une|le|la|l|a|parler|vrai|svp) ){0,4}(?:humain|etre humain|conseiller|conseillere|agent|vraie personne|personne reelle|service client|operateur)(?: (?:svp|s il vous plait|humain|maintenant))?$|^(?:j ai )?besoin d(?:e|u) (?:soutien|support)$/,
  negation: /\b(?:ne|n|pas|jamais|sans|aucun|aucune)\b/,
  freshStart: /\b(?:je veux|je voudrais|je souhaite|je prefere|puis je|laissez|passez|svp|s il vous plait|plutot)\b/,
  harmless:
    /\b(?:ne|n) (?:\S{1,10} )?(?:fonctionne|marche|comprend\w{0,3}|comprenez|arrive|peux|aide|aidez|sais|sert)\b|\bpourquoi\b/,
};

const PT_PERSON =
  '(?:ser(?:es)? humanos?|humanos?|pessoas?|atendentes?|agentes?|operador(?:a|es)?|representantes?|alguem|gerente|supervisor(?:a)?|funcionari[oa]|responsavel|assessor(?:a)?|consultor(?:a)?|suporte|atendimento|apoio ao cliente|servico ao cliente)\\b';
const PT: HumanWords = {
  requests: [
    new RegExp(
      `\\b(?:falar|falo|conversar|contatar|contactar|comunicar|contato|contacto|tratar) ${gap(2)}(?:com|ao|a) ${gap(3)}${PT_PERSON}`,
    ),
    new RegExp(
      `\\b(?:me )?(?:passa|passe|passem|transfere|transfira|ligue|liga|conecta|conecte|coloca|coloque|encaminha|encaminhe|da|de)(?:-me| me)? (?:para |com |a |ao |o |um |uma ){1,2}${gap(2)}${PT_PERSON}`,
    ),
    /\b(?:quero|preciso(?: de)?|prefiro|gostaria de|queria|exijo) (?:ter |que )?(?:um |uma |o |a )?(?:ser humano|humano|atendente|pessoa (?:real|humana|de verdade)|operador|agente|representante|gerente|atendimento humano)\b/,
    /\b(?:atendimento|ajuda|suporte|assistencia|apoio|servico|contato) human[oa]\b/,
    /\b(?:tem|ha|existe) (?:ai )?(?:algum|alguma|um|uma) (?:humano|pessoa|atendente|agente|operador)\b/,
    /\b(?:pessoa|atendente|humano) (?:real|de verdade|de carne)\b/,
    /\balguem (?:real|humano|de verdade|com quem (?:eu possa |posso )?falar|pode me ligar)\b/,
  ],
  refusals: [
    /\b(?:nao quero|cansei de|cansado de|cansada de|farto de|chega de|parar de) (?:mais )?(?:falar|conversar|tratar) (?:mais )?com (?:um |uma |o |a |esse |essa |este |esta )?(?:bot|robo|maquina|computador|chatbot|assistente virtual|ia)\b/,
    /\b(?:bot|robo|chatbot) (?:e|nao) (?:\S{1,20} ){0,3}?(?:inutil|burro|idiota|serve|entende|ajuda|funciona)\b/,
  ],
  bare: /^(?:(?:ola|oi|por favor|um|uma|o|a|com|quero|falar) ){0,4}(?:humano|atendente|pessoa real|pessoa|operador|agente|representante|gerente|atendimento humano|suporte humano)(?: (?:por favor|agora|humano|real))?$|^preciso de (?:apoio|suporte)$/,
  negation: /\b(?:nao|nunca|sem|nem|jamais)\b/,
  freshStart: /\b(?:quero|preciso|prefiro|posso|deixa|por favor|gostaria|me passa|me passe)\b/,
  harmless: /\bnao (?:consigo|posso|sei|entend\w{1,4}|funciona|ajuda|ajudou|resolve|resolveu|da)\b|\bpor que nao\b/,
};

const IT_PERSON =
  '(?:esser[ei] uman[oi]|uman[oi]|person[ae]|operator[ei]|operatrice|agent[ei]|qualcuno|responsabile|consulente|addett[oa]|assistenza|servizio clienti|rappresentante|supervisore|direttore|impiegat[oa]|supporto|collega)\\b';
const IT: HumanWords = {
  requests: [
    new RegExp(
      `\\b(?:parlare|parlo|parli|chattare|comunicare|discutere|contattare|contatto|confrontarmi) ${gap(2)}(?:con |a |al |direttamente con )?${gap(3)}${IT_PERSON}`,
    ),
    new RegExp(
      `\\b(?:passami|passatemi|collegami|collegatemi|trasferiscimi|trasferitemi|mettimi|datemi|dammi|mi (?:passi|passa|colleghi|dia|trasferisca|metta|metti)) ${gap(4)}${IT_PERSON}`,
    ),
    /\b(?:voglio|vorrei|preferisco|ho bisogno d i|ho bisogno di|mi serve|serve|esigo|chiedo) (?:avere )?(?:di )?(?:un |uno |una |l |il )?(?:vero |vera )?(?:essere umano|umano|operatore|operatrice|agente|persona (?:reale|vera|in carne)|consulente|responsabile|servizio clienti)\b/,
    /\b(?:assistenza|aiuto|servizio|supporto|sostegno|contatto) uman[oa]\b/,
    /\b(?:c e|ci sono|esiste) (?:\S{1,20} ){0,2}?(?:persona|persone|operatore|qualcuno|umano)(?: (?:reale|vera|vero|che|con|a|disponibile|li)\b|$)/,
    /\b(?:persona|operatore|umano) (?:reale|vera|vero|in carne)\b/,
    /\bcontatta(?:re)? (?:il |l |un |lo )?(?:supporto|assistenza|servizio)\b/,
  ],
  refusals: [
    /\b(?:non voglio|stufo di|stufa di|stanco di|stanca di|basta|smettere di) (?:piu )?(?:di )?(?:parlare|chattare|trattare|perdere tempo) (?:piu )?con (?:un |una |il |la |lo |questo |questa )?(?:bot|robot|macchina|computer|chatbot|risponditore)\b/,
    /\b(?:bot|robot|chatbot) (?:e|non) (?:\S{1,20} ){0,3}?(?:inutile|stupido|serve|capisce|aiuta|funziona)\b/,
  ],
  bare: /^(?:(?:ciao|buongiorno|per favore|un|una|l|il|con|voglio|parlare) ){0,4}(?:umano|operatore|operatrice|persona reale|persona|agente|consulente|servizio clienti|essere umano)(?: (?:per favore|subito|umano|reale|ora))?$|^(?:ho )?bisogno d(?:i|el) (?:sostegno|supporto)$/,
  negation: /\b(?:non|mai|senza|nessun|nessuno|ne)\b/,
  freshStart: /\b(?:voglio|vorrei|preferisco|posso|fammi|per favore|passami|mi passi)\b/,
  harmless:
    /\bnon (?:riesco|posso|so|capisc\w{1,4}|funziona|serve|aiuta|mi (?:aiuta|serve|capisci|e utile))\b|\bperche non\b/,
};

export const HUMAN_WORDS: readonly HumanWords[] = [EN, ES, DE, FR, PT, IT];
