/** Every text that Baton says by itself, in six languages. Plain, short, and without the words that a carrier takes for an opt-out. */

export type Language = 'en' | 'es' | 'de' | 'fr' | 'pt' | 'it';

export type TextKey =
  | 'disclosure'
  | 'disclosure_short'
  | 'handoff_open'
  | 'handoff_closed'
  | 'handoff_unknown'
  /** It takes longer: while it waits, after somebody who had it stayed silent, and when a promised time will not hold. */
  | 'late'
  | 'reoffered'
  | 'promise_moved'
  | 'still_waiting'
  /** The place in the queue and what a wait takes; other ways than waiting, and what follows each. */
  | 'nobody_here'
  | 'queue_next'
  | 'queue_place'
  | 'queue_wait'
  | 'queue_ways'
  | 'way_wait'
  | 'way_later'
  | 'way_email'
  | 'waits_on'
  | 'later_when'
  | 'later_set'
  | 'email_where'
  | 'handoff_cancelled'
  | 'returned'
  | 'unknown'
  | 'suggest'
  | 'offer_human'
  | 'bot_truth'
  | 'greeting'
  | 'thanks'
  | 'goodbye'
  /** Said by a touch: the policy must know it for what it is. */
  | 'want_human'
  | 'source'
  | 'only_answer'
  | 'file_not_read'
  /** Before something is changed for the customer, and after it; and how they show who they are. */
  | 'confirm_action'
  | 'action_done'
  | 'action_failed'
  | 'verify_where'
  /** To an address that may become the customer's. */
  | 'move_code'
  /** In the conversation: a code is on its way there, cannot be sent there, was not the right one. */
  | 'move_asked'
  | 'move_refused'
  | 'move_wrong'
  /** The last words where they were, and the first where they go on. */
  | 'move_done'
  | 'move_here'
  /** After closing: in a message, by mail, after a low number, at the end; and on the page that a link of the mail opens. */
  | 'survey_ask'
  | 'survey_mail'
  | 'survey_why'
  | 'survey_thanks'
  | 'rate_title'
  | 'rate_good'
  | 'rate_poor'
  | 'rate_why'
  | 'rate_send'
  | 'rate_gone'
  /** By mail, to a visitor who left the chat. */
  | 'away';

const TEXTS: Record<Language, Record<TextKey, string>> = {
  en: {
    disclosure: 'You are talking with our automated assistant. Write "human" to reach a person.',
    disclosure_short: 'Automated message:',
    handoff_open: 'A person from our team will answer you here. You do not need to repeat anything.',
    handoff_closed:
      'A person from our team will answer you here. Nobody is there right now; the team is back at {opens}, and you have an answer by {by}. You do not need to repeat anything.',
    handoff_unknown: 'Your message is with our team, and a person will answer you here. Nobody is there right now.',
    late: 'It is taking longer than it should. You keep your place, and a person will answer you here.',
    reoffered:
      'The colleague who had your message was held up. We are passing it on to someone else; you do not need to repeat anything.',
    promise_moved: 'We said that you have an answer by {was}. It takes longer, and we are sorry: you have it by {by}.',
    still_waiting: 'Thank you, your message was added. A person will read all of it.',
    nobody_here: 'Your message is with our team, and a person will answer you here. Nobody is at their desk right now.',
    queue_next: 'You are next.',
    queue_place: 'People before you: {count}.',
    queue_wait: 'Usually an answer takes {time}.',
    queue_ways: 'Would you rather not wait? Reply with the number:',
    way_wait: 'I wait here',
    way_later: 'Write to me later',
    way_email: 'Answer by email',
    waits_on: 'All right. You keep your place, and a person will answer you here.',
    later_when: 'When shall we write to you here? Reply with the number:',
    later_set: 'All right, a person writes to you here: {time}. You can write at any time before.',
    email_where: 'To which email address shall the answer go? Write it here.',
    handoff_cancelled: 'All right, nobody will step in. Ask me anything; write "human" if you want a person after all.',
    returned: 'You are back with our automated assistant. Write "human" to reach a person again.',
    unknown: 'I do not know the answer to that.',
    suggest: 'Is it one of these? Reply with the number:',
    offer_human: 'Shall I get you a person? Reply YES.',
    bot_truth: 'I am an automated assistant, not a person. Write "human" and a person will take over.',
    greeting: 'Hello! What can I help you with?',
    thanks: 'You are welcome! Is there anything else?',
    want_human: 'Talk to a person',
    goodbye: 'Goodbye, and write any time.',
    source: 'More: {title} {url}',
    only_answer: 'If this does not help, simply reply: a person will read it and answer.',
    file_not_read: 'I could not read the attached file.',
    move_code:
      '{business}: your code is {code}, valid for {minutes} minutes. Write it in the chat where you asked for it. You did not ask? Then ignore this.',
    move_asked: 'We have sent a code to {address}. Write it here, and we go on there.',
    move_refused: 'We cannot go on at {address}. We stay here for you.',
    move_wrong: 'That is not the code. Please look again and write it here.',
    move_done: 'Thank you. From now on we write to {address}; nothing is lost, and you keep your place.',
    move_here: '{business}: here we go on with your chat. Simply write.',
    confirm_action: 'Shall I do this: {what}? Reply YES.',
    action_done: 'Done: {what}.',
    action_failed: 'That did not work: {what}. Nothing was changed.',
    verify_where:
      'To see that it is you, please write the phone number with its country code, or the email address, that we know you by. We send a code there.',
    survey_ask: '{business}: how did we do? Reply with a number from 1 (poor) to 5 (very good).',
    survey_mail:
      '{business}: how did we do? Choose a number; you confirm it on the page that opens. Or simply reply with it.',
    survey_why: 'Thank you. What could we have done better? One line is enough.',
    survey_thanks: 'Thank you for telling us.',
    rate_title: 'How did we do?',
    rate_good: 'very good',
    rate_poor: 'poor',
    rate_why: 'What could we have done better? (optional)',
    rate_send: 'Send',
    rate_gone: 'This link does not work any more.',
    away: '{business}: there is an answer for you in our chat. You find it here, in the browser in which you wrote: {url}\n\nYou gave us this address for such a notice.',
  },
  es: {
    disclosure: 'Está hablando con nuestro asistente automático. Escriba "humano" para hablar con una persona.',
    disclosure_short: 'Mensaje automático:',
    handoff_open: 'Una persona de nuestro equipo le responderá aquí. No tiene que repetir nada.',
    handoff_closed:
      'Una persona de nuestro equipo le responderá aquí. Ahora no hay nadie; el equipo vuelve: {opens}, y tendrá una respuesta a más tardar: {by}. No tiene que repetir nada.',
    handoff_unknown: 'Su mensaje está con nuestro equipo y una persona le responderá aquí. Ahora no hay nadie.',
    late: 'Está tardando más de lo debido. Conserva su turno y una persona le responderá aquí.',
    reoffered: 'La persona que tenía su mensaje no ha podido seguir. Se lo pasamos a otra; no tiene que repetir nada.',
    promise_moved:
      'Le dijimos que tendría una respuesta a más tardar: {was}. Tarda más y lo sentimos; la tendrá a más tardar: {by}.',
    still_waiting: 'Gracias, hemos añadido su mensaje. Una persona lo leerá todo.',
    nobody_here:
      'Su mensaje está con nuestro equipo y una persona le responderá aquí. Ahora mismo no hay nadie en su puesto.',
    queue_next: 'Usted es la siguiente persona.',
    queue_place: 'Personas antes que usted: {count}.',
    queue_wait: 'Normalmente una respuesta tarda {time}.',
    queue_ways: '¿Prefiere no esperar? Responda con el número:',
    way_wait: 'Espero aquí',
    way_later: 'Escríbanme luego',
    way_email: 'Respuesta por email',
    waits_on: 'De acuerdo. Conserva su turno y una persona le responderá aquí.',
    later_when: '¿Cuándo le escribimos aquí? Responda con el número:',
    later_set: 'De acuerdo, una persona le escribirá aquí: {time}. Puede escribir antes cuando quiera.',
    email_where: '¿A qué dirección de correo enviamos la respuesta? Escríbala aquí.',
    handoff_cancelled:
      'De acuerdo, no intervendrá nadie. Pregúnteme lo que quiera; escriba "humano" si al final desea una persona.',
    returned:
      'Vuelve a hablar con nuestro asistente automático. Escriba "humano" para hablar de nuevo con una persona.',
    unknown: 'No sé la respuesta a eso.',
    suggest: '¿Es una de estas? Responda con el número:',
    offer_human: '¿Le paso con una persona? Responda SÍ.',
    bot_truth: 'Soy un asistente automático, no una persona. Escriba "humano" y le atenderá una persona.',
    greeting: '¡Hola! ¿En qué puedo ayudarle?',
    thanks: '¡De nada! ¿Necesita algo más?',
    want_human: 'Hablar con persona',
    goodbye: 'Hasta luego; escriba cuando quiera.',
    source: 'Más: {title} {url}',
    only_answer: 'Si esto no le ayuda, responda a este mensaje: lo leerá y le contestará una persona.',
    file_not_read: 'No he podido leer el archivo adjunto.',
    move_code:
      '{business}: su código es {code}, válido {minutes} minutos. Escríbalo en el chat donde lo pidió. ¿No lo pidió? Ignore este mensaje.',
    move_asked: 'Hemos enviado un código a {address}. Escríbalo aquí y seguimos allí.',
    move_refused: 'No podemos seguir en {address}. Seguimos aquí con usted.',
    move_wrong: 'Ese no es el código. Mírelo otra vez y escríbalo aquí.',
    move_done: 'Gracias. A partir de ahora le escribimos a {address}; no se pierde nada y conserva su turno.',
    move_here: '{business}: aquí seguimos con su conversación. Escriba sin más.',
    confirm_action: '¿Hago esto: {what}? Responda SÍ.',
    action_done: 'Hecho: {what}.',
    action_failed: 'No ha funcionado: {what}. No se ha cambiado nada.',
    verify_where:
      'Para saber que es usted, escriba el número de teléfono con prefijo del país o el correo con el que le conocemos. Enviamos allí un código.',
    survey_ask: '{business}: ¿cómo lo hemos hecho? Responda con un número del 1 (mal) al 5 (muy bien).',
    survey_mail:
      '{business}: ¿cómo lo hemos hecho? Elija un número y confírmelo en la página que se abre. O simplemente responda con él.',
    survey_why: 'Gracias. ¿Qué podríamos haber hecho mejor? Basta una línea.',
    survey_thanks: 'Gracias por decírnoslo.',
    rate_title: '¿Cómo lo hemos hecho?',
    rate_good: 'muy bien',
    rate_poor: 'mal',
    rate_why: '¿Qué podríamos haber hecho mejor? (opcional)',
    rate_send: 'Enviar',
    rate_gone: 'Este enlace ya no funciona.',
    away: '{business}: tiene una respuesta en nuestro chat. La encontrará aquí, en el navegador en el que escribió: {url}\n\nNos dio esta dirección para un aviso así.',
  },
  de: {
    disclosure:
      'Sie schreiben mit unserem automatischen Assistenten. Schreiben Sie "Mensch", um eine Person zu erreichen.',
    disclosure_short: 'Automatische Nachricht:',
    handoff_open: 'Jemand aus unserem Team antwortet Ihnen hier. Sie müssen nichts wiederholen.',
    handoff_closed:
      'Jemand aus unserem Team antwortet Ihnen hier. Gerade ist niemand da; das Team ist wieder da: {opens}. Ihre Antwort kommt spätestens: {by}. Sie müssen nichts wiederholen.',
    handoff_unknown: 'Ihre Nachricht liegt bei unserem Team, und jemand antwortet Ihnen hier. Gerade ist niemand da.',
    late: 'Es dauert länger, als es sollte. Ihr Platz bleibt, und jemand antwortet Ihnen hier.',
    reoffered:
      'Wer Ihre Nachricht hatte, wurde aufgehalten. Wir geben sie an jemand anderen; Sie müssen nichts wiederholen.',
    promise_moved:
      'Wir hatten gesagt, Ihre Antwort kommt spätestens: {was}. Es dauert länger, das tut uns leid; sie kommt spätestens: {by}.',
    still_waiting: 'Danke, Ihre Nachricht ist dazugelegt. Jemand liest alles.',
    nobody_here:
      'Ihre Nachricht liegt bei unserem Team, und jemand antwortet Ihnen hier. Im Moment ist niemand am Platz.',
    queue_next: 'Sie sind als Nächstes dran.',
    queue_place: 'Personen vor Ihnen: {count}.',
    queue_wait: 'Eine Antwort dauert meist {time}.',
    queue_ways: 'Möchten Sie lieber nicht warten? Antworten Sie mit der Nummer:',
    way_wait: 'Ich warte hier',
    way_later: 'Später schreiben',
    way_email: 'Antwort per E-Mail',
    waits_on: 'In Ordnung. Ihr Platz bleibt, und jemand antwortet Ihnen hier.',
    later_when: 'Wann sollen wir Ihnen hier schreiben? Antworten Sie mit der Nummer:',
    later_set: 'In Ordnung, jemand schreibt Ihnen hier: {time}. Sie können sich jederzeit vorher melden.',
    email_where: 'An welche E-Mail-Adresse soll die Antwort gehen? Schreiben Sie sie hier.',
    handoff_cancelled:
      'In Ordnung, es übernimmt niemand. Fragen Sie mich gern; schreiben Sie "Mensch", wenn Sie doch jemanden möchten.',
    returned:
      'Sie schreiben wieder mit unserem automatischen Assistenten. Schreiben Sie "Mensch", um wieder eine Person zu erreichen.',
    unknown: 'Das weiß ich leider nicht.',
    suggest: 'Ist es eines davon? Antworten Sie mit der Nummer:',
    offer_human: 'Soll ich jemanden holen? Antworten Sie mit JA.',
    bot_truth: 'Ich bin ein automatischer Assistent, kein Mensch. Schreiben Sie "Mensch", dann übernimmt jemand.',
    greeting: 'Hallo! Womit kann ich helfen?',
    thanks: 'Gern geschehen! Gibt es noch etwas?',
    want_human: 'Mitarbeiter sprechen',
    goodbye: 'Auf Wiedersehen, schreiben Sie jederzeit.',
    source: 'Mehr: {title} {url}',
    only_answer: 'Wenn Ihnen das nicht hilft, antworten Sie einfach: jemand liest es und antwortet.',
    file_not_read: 'Den Anhang konnte ich nicht lesen.',
    move_code:
      '{business}: Ihr Code ist {code}, {minutes} Minuten gültig. Schreiben Sie ihn in den Chat, in dem Sie ihn angefordert haben. Nicht angefordert? Dann ignorieren.',
    move_asked: 'Wir haben einen Code an {address} geschickt. Schreiben Sie ihn hier, dann geht es dort weiter.',
    move_refused: 'Unter {address} können wir nicht weitermachen. Wir bleiben hier für Sie da.',
    move_wrong: 'Das ist nicht der Code. Bitte sehen Sie noch einmal nach und schreiben Sie ihn hier.',
    move_done: 'Danke. Ab jetzt schreiben wir an {address}; nichts geht verloren, und Ihr Platz bleibt.',
    move_here: '{business}: Hier geht es mit Ihrem Gespräch weiter. Schreiben Sie einfach.',
    confirm_action: 'Soll ich das tun: {what}? Antworten Sie mit JA.',
    action_done: 'Erledigt: {what}.',
    action_failed: 'Das hat nicht geklappt: {what}. Es wurde nichts geändert.',
    verify_where:
      'Damit wir wissen, dass Sie es sind: Schreiben Sie bitte die Telefonnummer mit Landesvorwahl oder die E-Mail-Adresse, unter der wir Sie kennen. Wir senden einen Code dorthin.',
    survey_ask: '{business}: Wie zufrieden waren Sie? Antworten Sie mit einer Zahl von 1 (schlecht) bis 5 (sehr gut).',
    survey_mail:
      '{business}: Wie zufrieden waren Sie? Wählen Sie eine Zahl und bestätigen Sie sie auf der Seite, die sich öffnet. Oder antworten Sie einfach damit.',
    survey_why: 'Danke. Was hätten wir besser machen können? Eine Zeile genügt.',
    survey_thanks: 'Danke für Ihre Rückmeldung.',
    rate_title: 'Wie zufrieden waren Sie?',
    rate_good: 'sehr gut',
    rate_poor: 'schlecht',
    rate_why: 'Was hätten wir besser machen können? (freiwillig)',
    rate_send: 'Senden',
    rate_gone: 'Dieser Link gilt nicht mehr.',
    away: '{business}: In unserem Chat wartet eine Antwort auf Sie. Sie finden sie hier, in dem Browser, in dem Sie geschrieben haben: {url}\n\nSie haben uns diese Adresse für einen solchen Hinweis gegeben.',
  },
  fr: {
    disclosure: 'Vous parlez à notre assistant automatique. Écrivez "humain" pour joindre une personne.',
    disclosure_short: 'Message automatique :',
    handoff_open: 'Une personne de notre équipe vous répondra ici. Vous n’avez rien à répéter.',
    handoff_closed:
      'Une personne de notre équipe vous répondra ici. Personne n’est là pour le moment ; l’équipe revient : {opens}, et vous aurez une réponse au plus tard : {by}. Vous n’avez rien à répéter.',
    handoff_unknown:
      'Votre message est chez notre équipe, et une personne vous répondra ici. Personne n’est là pour le moment.',
    late: 'Cela prend plus de temps que prévu. Vous gardez votre place, et une personne vous répondra ici.',
    reoffered:
      'La personne qui avait votre message a été retenue. Nous le confions à quelqu’un d’autre ; vous n’avez rien à répéter.',
    promise_moved:
      'Nous avions annoncé une réponse au plus tard : {was}. Cela prend plus de temps, nous en sommes désolés ; vous l’aurez au plus tard : {by}.',
    still_waiting: 'Merci, votre message est ajouté. Une personne lira tout.',
    nobody_here:
      'Votre message est chez notre équipe, et une personne vous répondra ici. Personne n’est à son poste en ce moment.',
    queue_next: 'C’est bientôt votre tour.',
    queue_place: 'Personnes avant vous : {count}.',
    queue_wait: 'D’habitude, une réponse prend {time}.',
    queue_ways: 'Vous préférez ne pas attendre ? Répondez par le numéro :',
    way_wait: 'J’attends ici',
    way_later: 'Écrivez plus tard',
    way_email: 'Réponse par e-mail',
    waits_on: 'Entendu. Vous gardez votre place, et une personne vous répondra ici.',
    later_when: 'Quand devons-nous vous écrire ici ? Répondez par le numéro :',
    later_set: 'Entendu, une personne vous écrira ici : {time}. Vous pouvez écrire avant à tout moment.',
    email_where: 'À quelle adresse e-mail envoyer la réponse ? Écrivez-la ici.',
    handoff_cancelled:
      'Entendu, personne n’interviendra. Posez-moi vos questions ; écrivez "humain" si vous voulez finalement une personne.',
    returned:
      'Vous parlez de nouveau à notre assistant automatique. Écrivez "humain" pour joindre à nouveau une personne.',
    unknown: 'Je ne connais pas la réponse.',
    suggest: 'Est-ce l’une de ces questions ? Répondez par le numéro :',
    offer_human: 'Voulez-vous une personne ? Répondez OUI.',
    bot_truth: 'Je suis un assistant automatique, pas une personne. Écrivez "humain" et quelqu’un prendra le relais.',
    greeting: 'Bonjour ! Comment puis-je vous aider ?',
    thanks: 'Avec plaisir ! Puis-je faire autre chose ?',
    want_human: 'Parler à un humain',
    goodbye: 'Au revoir, écrivez quand vous voulez.',
    source: 'Plus : {title} {url}',
    only_answer: 'Si cela ne vous aide pas, répondez simplement : une personne lira et vous répondra.',
    file_not_read: 'Je n’ai pas pu lire la pièce jointe.',
    move_code:
      '{business} : votre code est {code}, valable {minutes} minutes. Écrivez-le dans la discussion où vous l’avez demandé. Pas demandé ? Ignorez ce message.',
    move_asked: 'Nous avons envoyé un code à {address}. Écrivez-le ici, et nous continuons là-bas.',
    move_refused: 'Nous ne pouvons pas continuer à {address}. Nous restons ici avec vous.',
    move_wrong: 'Ce n’est pas le code. Regardez encore une fois et écrivez-le ici.',
    move_done: 'Merci. Désormais nous écrivons à {address} ; rien n’est perdu et vous gardez votre place.',
    move_here: '{business} : nous continuons ici votre conversation. Écrivez simplement.',
    confirm_action: 'Dois-je faire ceci : {what} ? Répondez OUI.',
    action_done: 'C’est fait : {what}.',
    action_failed: 'Cela n’a pas marché : {what}. Rien n’a été changé.',
    verify_where:
      'Pour savoir que c’est bien vous, écrivez le numéro de téléphone avec l’indicatif du pays ou l’adresse e-mail sous lesquels nous vous connaissons. Nous y envoyons un code.',
    survey_ask: '{business} : avons-nous bien fait ? Répondez par un chiffre de 1 (mal) à 5 (très bien).',
    survey_mail:
      '{business} : avons-nous bien fait ? Choisissez un chiffre et confirmez-le sur la page qui s’ouvre. Ou répondez simplement avec ce chiffre.',
    survey_why: 'Merci. Qu’aurions-nous pu faire de mieux ? Une ligne suffit.',
    survey_thanks: 'Merci de nous l’avoir dit.',
    rate_title: 'Avons-nous bien fait ?',
    rate_good: 'très bien',
    rate_poor: 'mal',
    rate_why: 'Qu’aurions-nous pu faire de mieux ? (facultatif)',
    rate_send: 'Envoyer',
    rate_gone: 'Ce lien ne fonctionne plus.',
    away: '{business} : une réponse vous attend dans notre discussion. Vous la trouverez ici, dans le navigateur où vous avez écrit : {url}\n\nVous nous avez donné cette adresse pour un tel avis.',
  },
  pt: {
    disclosure: 'Está a falar com o nosso assistente automático. Escreva "humano" para falar com uma pessoa.',
    disclosure_short: 'Mensagem automática:',
    handoff_open: 'Uma pessoa da nossa equipa vai responder aqui. Não precisa de repetir nada.',
    handoff_closed:
      'Uma pessoa da nossa equipa vai responder aqui. Agora não está ninguém; a equipa volta: {opens}, e tem uma resposta o mais tardar: {by}. Não precisa de repetir nada.',
    handoff_unknown: 'A sua mensagem está com a nossa equipa e uma pessoa vai responder aqui. Agora não está ninguém.',
    late: 'Está a demorar mais do que devia. Mantém o seu lugar e uma pessoa vai responder aqui.',
    reoffered: 'Quem tinha a sua mensagem não pôde continuar. Passamo-la a outra pessoa; não precisa de repetir nada.',
    promise_moved:
      'Dissemos que teria uma resposta o mais tardar: {was}. Demora mais, pedimos desculpa; tem-na o mais tardar: {by}.',
    still_waiting: 'Obrigado, a sua mensagem foi acrescentada. Uma pessoa vai ler tudo.',
    nobody_here:
      'A sua mensagem está com a nossa equipe, e uma pessoa responderá aqui. Neste momento não há ninguém no posto.',
    queue_next: 'Você é o próximo.',
    queue_place: 'Pessoas à sua frente: {count}.',
    queue_wait: 'Normalmente uma resposta leva {time}.',
    queue_ways: 'Prefere não esperar? Responda com o número:',
    way_wait: 'Espero aqui',
    way_later: 'Escrevam depois',
    way_email: 'Resposta por e-mail',
    waits_on: 'Está bem. O seu lugar fica guardado, e uma pessoa responderá aqui.',
    later_when: 'Quando devemos escrever aqui? Responda com o número:',
    later_set: 'Está bem, uma pessoa escreverá aqui: {time}. Pode escrever antes quando quiser.',
    email_where: 'Para qual endereço de e-mail enviamos a resposta? Escreva aqui.',
    handoff_cancelled:
      'Está bem, ninguém vai intervir. Pergunte-me o que quiser; escreva "humano" se afinal quiser uma pessoa.',
    returned: 'Voltou a falar com o nosso assistente automático. Escreva "humano" para falar de novo com uma pessoa.',
    unknown: 'Não sei a resposta a isso.',
    suggest: 'É uma destas? Responda com o número:',
    offer_human: 'Quer que chame uma pessoa? Responda SIM.',
    bot_truth: 'Sou um assistente automático, não uma pessoa. Escreva "humano" e uma pessoa assume a conversa.',
    greeting: 'Olá! Em que posso ajudar?',
    thanks: 'De nada! Precisa de mais alguma coisa?',
    want_human: 'Falar com uma pessoa',
    goodbye: 'Até logo; escreva quando quiser.',
    source: 'Mais: {title} {url}',
    only_answer: 'Se isto não ajudar, responda simplesmente: uma pessoa vai ler e responder.',
    file_not_read: 'Não consegui ler o ficheiro anexo.',
    move_code:
      '{business}: o seu código é {code}, válido {minutes} minutos. Escreva-o na conversa onde o pediu. Não pediu? Ignore esta mensagem.',
    move_asked: 'Enviámos um código para {address}. Escreva-o aqui e continuamos lá.',
    move_refused: 'Não podemos continuar em {address}. Ficamos aqui consigo.',
    move_wrong: 'Esse não é o código. Veja outra vez e escreva-o aqui.',
    move_done: 'Obrigado. A partir de agora escrevemos para {address}; nada se perde e mantém o seu lugar.',
    move_here: '{business}: continuamos aqui a sua conversa. Basta escrever.',
    confirm_action: 'Faço isto: {what}? Responda SIM.',
    action_done: 'Feito: {what}.',
    action_failed: 'Não funcionou: {what}. Nada foi alterado.',
    verify_where:
      'Para saber que é o senhor ou a senhora, escreva o número de telefone com o indicativo do país ou o e-mail que conhecemos. Enviamos para lá um código.',
    survey_ask: '{business}: como nos saímos? Responda com um número de 1 (mal) a 5 (muito bem).',
    survey_mail:
      '{business}: como nos saímos? Escolha um número e confirme-o na página que se abre. Ou responda simplesmente com ele.',
    survey_why: 'Obrigado. O que podíamos ter feito melhor? Uma linha basta.',
    survey_thanks: 'Obrigado por nos dizer.',
    rate_title: 'Como nos saímos?',
    rate_good: 'muito bem',
    rate_poor: 'mal',
    rate_why: 'O que podíamos ter feito melhor? (opcional)',
    rate_send: 'Enviar',
    rate_gone: 'Esta ligação já não funciona.',
    away: '{business}: tem uma resposta na nossa conversa. Encontra-a aqui, no navegador em que escreveu: {url}\n\nDeu-nos este endereço para um aviso destes.',
  },
  it: {
    disclosure: 'Sta parlando con il nostro assistente automatico. Scriva "umano" per parlare con una persona.',
    disclosure_short: 'Messaggio automatico:',
    handoff_open: 'Una persona del nostro team risponderà qui. Non deve ripetere nulla.',
    handoff_closed:
      'Una persona del nostro team risponderà qui. Ora non c’è nessuno; il team torna: {opens}, e avrà una risposta al più tardi: {by}. Non deve ripetere nulla.',
    handoff_unknown: 'Il suo messaggio è con il nostro team e una persona risponderà qui. Ora non c’è nessuno.',
    late: 'Ci vuole più del previsto. Mantiene il suo posto e una persona risponderà qui.',
    reoffered:
      'Chi aveva il suo messaggio è stato trattenuto. Lo passiamo a un’altra persona; non deve ripetere nulla.',
    promise_moved:
      'Avevamo detto una risposta al più tardi: {was}. Ci vuole di più, ci scusiamo; l’avrà al più tardi: {by}.',
    still_waiting: 'Grazie, il suo messaggio è stato aggiunto. Una persona leggerà tutto.',
    nobody_here:
      'Il suo messaggio è presso il nostro team e una persona le risponderà qui. In questo momento non c’è nessuno in servizio.',
    queue_next: 'Tocca presto a lei.',
    queue_place: 'Persone prima di lei: {count}.',
    queue_wait: 'Di solito una risposta richiede {time}.',
    queue_ways: 'Preferisce non aspettare? Risponda con il numero:',
    way_wait: 'Aspetto qui',
    way_later: 'Scrivetemi dopo',
    way_email: 'Risposta per e-mail',
    waits_on: 'Va bene. Mantiene il suo posto e una persona le risponderà qui.',
    later_when: 'Quando dobbiamo scriverle qui? Risponda con il numero:',
    later_set: 'Va bene, una persona le scriverà qui: {time}. Può scrivere prima quando vuole.',
    email_where: 'A quale indirizzo e-mail mandiamo la risposta? Lo scriva qui.',
    handoff_cancelled: 'Va bene, non interverrà nessuno. Mi chieda pure; scriva "umano" se preferisce una persona.',
    returned: 'È di nuovo con il nostro assistente automatico. Scriva "umano" per parlare ancora con una persona.',
    unknown: 'Non conosco la risposta.',
    suggest: 'È una di queste? Risponda con il numero:',
    offer_human: 'Vuole una persona? Risponda SÌ.',
    bot_truth: 'Sono un assistente automatico, non una persona. Scriva "umano" e risponderà una persona.',
    greeting: 'Buongiorno! Come posso aiutarla?',
    thanks: 'Prego! Serve altro?',
    want_human: 'Voglio una persona',
    goodbye: 'Arrivederci, scriva quando vuole.',
    source: 'Altro: {title} {url}',
    only_answer: 'Se questo non aiuta, risponda semplicemente: una persona leggerà e risponderà.',
    file_not_read: 'Non ho potuto leggere l’allegato.',
    move_code:
      '{business}: il suo codice è {code}, valido {minutes} minuti. Lo scriva nella chat dove lo ha chiesto. Non lo ha chiesto? Ignori il messaggio.',
    move_asked: 'Abbiamo inviato un codice a {address}. Lo scriva qui e continuiamo lì.',
    move_refused: 'Non possiamo continuare su {address}. Restiamo qui con lei.',
    move_wrong: 'Questo non è il codice. Guardi di nuovo e lo scriva qui.',
    move_done: 'Grazie. D’ora in poi scriviamo a {address}; nulla va perso e mantiene il suo posto.',
    move_here: '{business}: continuiamo qui la sua conversazione. Scriva pure.',
    confirm_action: 'Devo fare questo: {what}? Risponda SÌ.',
    action_done: 'Fatto: {what}.',
    action_failed: 'Non ha funzionato: {what}. Non è cambiato nulla.',
    verify_where:
      'Per sapere che è lei, scriva il numero di telefono con il prefisso del paese o l’indirizzo e-mail con cui la conosciamo. Inviamo lì un codice.',
    survey_ask: '{business}: come siamo andati? Risponda con un numero da 1 (male) a 5 (molto bene).',
    survey_mail:
      '{business}: come siamo andati? Scelga un numero e lo confermi nella pagina che si apre. O risponda semplicemente con il numero.',
    survey_why: 'Grazie. Che cosa avremmo potuto fare meglio? Basta una riga.',
    survey_thanks: 'Grazie per avercelo detto.',
    rate_title: 'Come siamo andati?',
    rate_good: 'molto bene',
    rate_poor: 'male',
    rate_why: 'Che cosa avremmo potuto fare meglio? (facoltativo)',
    rate_send: 'Invia',
    rate_gone: 'Questo link non funziona più.',
    away: '{business}: c’è una risposta per lei nella nostra chat. La trova qui, nel browser in cui ha scritto: {url}\n\nCi ha dato questo indirizzo per un avviso del genere.',
  },
};

/** The text in that language, English where it is not spoken; `{name}` is replaced by `values.name`. */
export function text(key: TextKey, language: string, values: Record<string, string> = {}): string {
  const spoken = TEXTS[language.slice(0, 2).toLowerCase() as Language] ?? TEXTS.en;
  return spoken[key].replace(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
}
