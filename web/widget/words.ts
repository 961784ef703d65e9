/** What the widget says by itself, in six languages. */

export interface Words {
  open: string;
  close: string;
  chat: string;
  unread: (count: number) => string;
  connecting: string;
  offline: string;
  empty: string;
  label: string;
  placeholder: string;
  send: string;
  sending: string;
  sent: string;
  read: string;
  refused: (why: string) => string;
  again: string;
  remove: string;
  assistant: string;
  agent: string;
  you: string;
  /** Null: their name is not known. */
  agentTypes: (name: string | null) => string;
  assistantTypes: string;
  source: string;
  soundOn: string;
  soundOff: string;
  attach: string;
  drop: string;
  uploading: (name: string, percent: number) => string;
  tooLarge: string;
  tooMany: string;
  download: (name: string) => string;
  askEmail: string;
  emailLabel: string;
  /** Shown beside the field and stored with the answer. */
  consent: string;
  save: string;
  skip: string;
  saved: (email: string) => string;
  /** While nobody is there to answer. */
  nobody: string;
  leave: string;
  /** Names the numbers that are offered when it is asked how it went. */
  rate: string;
  /** Names the answers that one touch gives. */
  choices: string;
  /** The place of who waits for a person. */
  place: (ahead: number) => string;
  usual: (time: string) => string;
  move: string;
  moveLabel: string;
  moveWhy: string;
  moveBad: string;
  moveSend: string;
  /** What the visitor is taken to say; the server understands it in each language. */
  moveTo: (address: string) => string;
}

const LANGUAGES: Record<string, Words> = {
  en: {
    open: 'Open chat',
    close: 'Close chat',
    chat: 'Chat',
    unread: (count) => `${count} new ${count === 1 ? 'message' : 'messages'}`,
    connecting: 'Connecting…',
    offline: 'No connection. What you write is kept and sent as soon as it is back.',
    empty: 'Ask us anything. An assistant answers at once; a person is one word away: write “human”.',
    label: 'Your message',
    placeholder: 'Write a message…',
    send: 'Send',
    sending: 'Sending…',
    sent: 'Sent',
    read: 'Read',
    refused: (why) => `Not sent: ${why}`,
    again: 'Try again',
    remove: 'Remove',
    assistant: 'Assistant',
    agent: 'Agent',
    you: 'You',
    agentTypes: (name) => `${name ?? 'Somebody'} is typing…`,
    assistantTypes: 'The assistant is writing…',
    source: 'Source:',
    soundOn: 'Turn sound on',
    soundOff: 'Turn sound off',
    attach: 'Attach a file',
    drop: 'Drop the files here',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'The file is larger than 10 MB.',
    tooMany: 'A message takes five files.',
    download: (name) => `Download ${name}`,
    askEmail: 'Should you have to leave: where may we write to you?',
    emailLabel: 'Email address (optional)',
    consent:
      'I agree that this address is kept with this conversation, used to answer it, and told when an answer waits here.',
    save: 'Save',
    skip: 'No, thank you',
    saved: (email) => `Thank you. If you leave, we can write to ${email}.`,
    nobody: 'Nobody is here right now. Leave a message, and where we may write to you.',
    leave: 'Leave message',
    rate: 'Your rating, 1 (poor) to 5 (very good)',
    choices: 'Possible answers',
    place: (ahead) => (ahead === 0 ? 'You are next.' : `People before you: ${ahead}.`),
    usual: (time) => `Usually an answer takes ${time}.`,
    move: 'Go on by text or email',
    moveLabel: 'Where shall we go on?',
    moveWhy: 'We send a code there. Write it here, and the same conversation goes on.',
    moveBad: 'A phone number with its country code, or an email address, please.',
    moveSend: 'Send the code',
    moveTo: (address) => `Please write to me at ${address}`,
  },
  es: {
    open: 'Abrir el chat',
    close: 'Cerrar el chat',
    chat: 'Chat',
    unread: (count) => `${count} ${count === 1 ? 'mensaje nuevo' : 'mensajes nuevos'}`,
    connecting: 'Conectando…',
    offline: 'Sin conexión. Lo que escriba se guarda y se envía en cuanto vuelva.',
    empty:
      'Pregúntenos lo que quiera. Un asistente responde al momento; para hablar con una persona, escriba «humano».',
    label: 'Su mensaje',
    placeholder: 'Escriba un mensaje…',
    send: 'Enviar',
    sending: 'Enviando…',
    sent: 'Enviado',
    read: 'Leído',
    refused: (why) => `No enviado: ${why}`,
    again: 'Reintentar',
    remove: 'Quitar',
    assistant: 'Asistente',
    agent: 'Agente',
    you: 'Usted',
    agentTypes: (name) => `${name ?? 'Alguien'} está escribiendo…`,
    assistantTypes: 'El asistente está escribiendo…',
    source: 'Fuente:',
    soundOn: 'Activar el sonido',
    soundOff: 'Desactivar el sonido',
    attach: 'Adjuntar un archivo',
    drop: 'Suelte los archivos aquí',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'El archivo supera los 10 MB.',
    tooMany: 'Un mensaje admite cinco archivos.',
    download: (name) => `Descargar ${name}`,
    askEmail: 'Si tiene que irse, ¿dónde podemos escribirle?',
    emailLabel: 'Correo electrónico (opcional)',
    consent:
      'Acepto que esta dirección se guarde con esta conversación y se use para responderla y para avisarme de una respuesta.',
    save: 'Guardar',
    skip: 'No, gracias',
    saved: (email) => `Gracias. Si se va, podemos escribirle a ${email}.`,
    nobody: 'Ahora no hay nadie. Deje un mensaje y dónde podemos escribirle.',
    leave: 'Dejar el mensaje',
    rate: 'Su valoración, de 1 (mal) a 5 (muy bien)',
    choices: 'Respuestas posibles',
    place: (ahead) => (ahead === 0 ? 'Usted es la siguiente persona.' : `Personas antes que usted: ${ahead}.`),
    usual: (time) => `Normalmente una respuesta tarda ${time}.`,
    move: 'Seguir por SMS o correo',
    moveLabel: '¿Dónde seguimos?',
    moveWhy: 'Enviamos un código. Escríbalo aquí y la misma conversación continúa.',
    moveBad: 'Un teléfono con prefijo de país o un correo, por favor.',
    moveSend: 'Enviar el código',
    moveTo: (address) => `Escríbame a ${address}, por favor`,
  },
  de: {
    open: 'Chat öffnen',
    close: 'Chat schließen',
    chat: 'Chat',
    unread: (count) => `${count} ${count === 1 ? 'neue Nachricht' : 'neue Nachrichten'}`,
    connecting: 'Verbindung wird aufgebaut…',
    offline: 'Keine Verbindung. Was Sie schreiben, wird aufbewahrt und gesendet, sobald sie wieder da ist.',
    empty: 'Fragen Sie uns. Ein Assistent antwortet sofort; für eine Person schreiben Sie „Mensch“.',
    label: 'Ihre Nachricht',
    placeholder: 'Nachricht schreiben…',
    send: 'Senden',
    sending: 'Wird gesendet…',
    sent: 'Gesendet',
    read: 'Gelesen',
    refused: (why) => `Nicht gesendet: ${why}`,
    again: 'Noch einmal',
    remove: 'Entfernen',
    assistant: 'Assistent',
    agent: 'Mitarbeiter',
    you: 'Sie',
    agentTypes: (name) => `${name ?? 'Jemand'} schreibt…`,
    assistantTypes: 'Der Assistent schreibt…',
    source: 'Quelle:',
    soundOn: 'Ton einschalten',
    soundOff: 'Ton ausschalten',
    attach: 'Datei anhängen',
    drop: 'Dateien hier ablegen',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'Die Datei ist größer als 10 MB.',
    tooMany: 'Eine Nachricht nimmt fünf Dateien.',
    download: (name) => `${name} herunterladen`,
    askEmail: 'Falls Sie gehen müssen: Wohin dürfen wir Ihnen schreiben?',
    emailLabel: 'E-Mail-Adresse (freiwillig)',
    consent:
      'Ich bin einverstanden, dass diese Adresse mit dieser Unterhaltung gespeichert und für die Antwort und den Hinweis darauf benutzt wird.',
    save: 'Speichern',
    skip: 'Nein, danke',
    saved: (email) => `Danke. Wenn Sie gehen, können wir an ${email} schreiben.`,
    nobody: 'Gerade ist niemand da. Hinterlassen Sie eine Nachricht, und wohin wir schreiben dürfen.',
    leave: 'Nachricht hinterlassen',
    rate: 'Ihre Bewertung, 1 (schlecht) bis 5 (sehr gut)',
    choices: 'Mögliche Antworten',
    place: (ahead) => (ahead === 0 ? 'Sie sind als Nächstes dran.' : `Personen vor Ihnen: ${ahead}.`),
    usual: (time) => `Eine Antwort dauert meist ${time}.`,
    move: 'Per SMS oder E-Mail weiter',
    moveLabel: 'Wo soll es weitergehen?',
    moveWhy: 'Wir schicken einen Code dorthin. Schreiben Sie ihn hier, und dasselbe Gespräch geht weiter.',
    moveBad: 'Bitte eine Telefonnummer mit Ländervorwahl oder eine E-Mail-Adresse.',
    moveSend: 'Code schicken',
    moveTo: (address) => `Schreiben Sie mir bitte an ${address}`,
  },
  fr: {
    open: 'Ouvrir la discussion',
    close: 'Fermer la discussion',
    chat: 'Discussion',
    unread: (count) => `${count} ${count === 1 ? 'nouveau message' : 'nouveaux messages'}`,
    connecting: 'Connexion…',
    offline: 'Pas de connexion. Vos messages sont gardés et partent dès son retour.',
    empty: 'Posez-nous vos questions. Un assistant répond aussitôt ; pour parler à une personne, écrivez « humain ».',
    label: 'Votre message',
    placeholder: 'Écrivez un message…',
    send: 'Envoyer',
    sending: 'Envoi…',
    sent: 'Envoyé',
    read: 'Lu',
    refused: (why) => `Non envoyé : ${why}`,
    again: 'Réessayer',
    remove: 'Retirer',
    assistant: 'Assistant',
    agent: 'Conseiller',
    you: 'Vous',
    agentTypes: (name) => `${name ?? 'Quelqu’un'} écrit…`,
    assistantTypes: 'L’assistant écrit…',
    source: 'Source :',
    soundOn: 'Activer le son',
    soundOff: 'Couper le son',
    attach: 'Joindre un fichier',
    drop: 'Déposez les fichiers ici',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'Le fichier dépasse 10 Mo.',
    tooMany: 'Un message accepte cinq fichiers.',
    download: (name) => `Télécharger ${name}`,
    askEmail: 'Si vous devez partir, où pouvons-nous vous écrire ?',
    emailLabel: 'Adresse e-mail (facultatif)',
    consent:
      'J’accepte que cette adresse soit conservée avec cette conversation et utilisée pour y répondre et me signaler une réponse.',
    save: 'Enregistrer',
    skip: 'Non, merci',
    saved: (email) => `Merci. Si vous partez, nous pouvons écrire à ${email}.`,
    nobody: 'Personne n’est là pour le moment. Laissez un message, et où nous pouvons vous écrire.',
    leave: 'Laisser le message',
    rate: 'Votre note, de 1 (mal) à 5 (très bien)',
    choices: 'Réponses possibles',
    place: (ahead) => (ahead === 0 ? 'C’est bientôt votre tour.' : `Personnes avant vous : ${ahead}.`),
    usual: (time) => `D’habitude, une réponse prend ${time}.`,
    move: 'Continuer par SMS ou e-mail',
    moveLabel: 'Où continuons-nous ?',
    moveWhy: 'Nous y envoyons un code. Écrivez-le ici, et la même conversation continue.',
    moveBad: 'Un numéro avec l’indicatif du pays ou une adresse e-mail, s’il vous plaît.',
    moveSend: 'Envoyer le code',
    moveTo: (address) => `Écrivez-moi à ${address}, s’il vous plaît`,
  },
  pt: {
    open: 'Abrir o chat',
    close: 'Fechar o chat',
    chat: 'Chat',
    unread: (count) => `${count} ${count === 1 ? 'mensagem nova' : 'mensagens novas'}`,
    connecting: 'A ligar…',
    offline: 'Sem ligação. O que escrever fica guardado e segue assim que ela voltar.',
    empty: 'Pergunte-nos o que quiser. Um assistente responde logo; para falar com uma pessoa, escreva “humano”.',
    label: 'A sua mensagem',
    placeholder: 'Escreva uma mensagem…',
    send: 'Enviar',
    sending: 'A enviar…',
    sent: 'Enviada',
    read: 'Lida',
    refused: (why) => `Não enviada: ${why}`,
    again: 'Tentar de novo',
    remove: 'Remover',
    assistant: 'Assistente',
    agent: 'Agente',
    you: 'Você',
    agentTypes: (name) => `${name ?? 'Alguém'} está a escrever…`,
    assistantTypes: 'O assistente está a escrever…',
    source: 'Fonte:',
    soundOn: 'Ligar o som',
    soundOff: 'Desligar o som',
    attach: 'Anexar um ficheiro',
    drop: 'Largue os ficheiros aqui',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'O ficheiro tem mais de 10 MB.',
    tooMany: 'Uma mensagem leva cinco ficheiros.',
    download: (name) => `Descarregar ${name}`,
    askEmail: 'Se tiver de sair, para onde lhe podemos escrever?',
    emailLabel: 'Endereço de email (opcional)',
    consent:
      'Aceito que este endereço seja guardado com esta conversa e usado para lhe responder e me avisar de uma resposta.',
    save: 'Guardar',
    skip: 'Não, obrigado',
    saved: (email) => `Obrigado. Se sair, podemos escrever para ${email}.`,
    nobody: 'Agora não está ninguém. Deixe uma mensagem e diga para onde podemos escrever.',
    leave: 'Deixar a mensagem',
    rate: 'A sua nota, de 1 (mal) a 5 (muito bem)',
    choices: 'Respostas possíveis',
    place: (ahead) => (ahead === 0 ? 'Você é o próximo.' : `Pessoas à sua frente: ${ahead}.`),
    usual: (time) => `Normalmente uma resposta leva ${time}.`,
    move: 'Continuar por SMS ou email',
    moveLabel: 'Onde continuamos?',
    moveWhy: 'Enviamos um código para lá. Escreva-o aqui e a mesma conversa continua.',
    moveBad: 'Um telefone com indicativo do país ou um email, por favor.',
    moveSend: 'Enviar o código',
    moveTo: (address) => `Escreva-me para ${address}, por favor`,
  },
  it: {
    open: 'Apri la chat',
    close: 'Chiudi la chat',
    chat: 'Chat',
    unread: (count) => `${count} ${count === 1 ? 'nuovo messaggio' : 'nuovi messaggi'}`,
    connecting: 'Connessione…',
    offline: 'Nessuna connessione. Ciò che scrive viene conservato e parte appena torna.',
    empty: 'Ci chieda pure. Un assistente risponde subito; per parlare con una persona scriva “umano”.',
    label: 'Il suo messaggio',
    placeholder: 'Scriva un messaggio…',
    send: 'Invia',
    sending: 'Invio…',
    sent: 'Inviato',
    read: 'Letto',
    refused: (why) => `Non inviato: ${why}`,
    again: 'Riprova',
    remove: 'Rimuovi',
    assistant: 'Assistente',
    agent: 'Operatore',
    you: 'Lei',
    agentTypes: (name) => `${name ?? 'Qualcuno'} sta scrivendo…`,
    assistantTypes: 'L’assistente sta scrivendo…',
    source: 'Fonte:',
    soundOn: 'Attiva il suono',
    soundOff: 'Disattiva il suono',
    attach: 'Allega un file',
    drop: 'Rilasci qui i file',
    uploading: (name, percent) => `${name}, ${percent} %`,
    tooLarge: 'Il file supera i 10 MB.',
    tooMany: 'Un messaggio accetta cinque file.',
    download: (name) => `Scarica ${name}`,
    askEmail: 'Se deve andare via, dove possiamo scriverle?',
    emailLabel: 'Indirizzo email (facoltativo)',
    consent:
      'Accetto che questo indirizzo sia conservato con questa conversazione e usato per rispondere e avvisarmi di una risposta.',
    save: 'Salva',
    skip: 'No, grazie',
    saved: (email) => `Grazie. Se va via, possiamo scrivere a ${email}.`,
    nobody: 'Ora non c’è nessuno. Lasci un messaggio e dove possiamo scriverle.',
    leave: 'Lascia il messaggio',
    rate: 'La sua valutazione, da 1 (male) a 5 (molto bene)',
    choices: 'Risposte possibili',
    place: (ahead) => (ahead === 0 ? 'Tocca presto a lei.' : `Persone prima di lei: ${ahead}.`),
    usual: (time) => `Di solito una risposta richiede ${time}.`,
    move: 'Continuare per SMS o email',
    moveLabel: 'Dove continuiamo?',
    moveWhy: 'Inviamo un codice. Lo scriva qui e la stessa conversazione continua.',
    moveBad: 'Un numero con prefisso internazionale o un indirizzo email, per favore.',
    moveSend: 'Inviare il codice',
    moveTo: (address) => `Mi scriva a ${address}, per favore`,
  },
};

/** The first language asked for that there is, such as de for de-CH; else English. */
export function languageOf(asked: readonly (string | undefined)[]): string {
  for (const tag of asked) {
    const language = tag?.toLowerCase().split('-')[0] ?? '';
    if (language in LANGUAGES) return language;
  }
  return 'en';
}

export let language = 'en';
/** One script tag, one widget, one language: set before anything is shown. */
export let words: Words = LANGUAGES['en'] as Words;

export function speak(chosen: string): void {
  language = chosen;
  words = LANGUAGES[chosen] ?? words;
}
