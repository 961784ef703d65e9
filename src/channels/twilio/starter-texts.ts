/**
 * Texts to begin with on WhatsApp, in the languages of the console. WhatsApp refuses a text that begins or ends with a variable, and one
 * with more variables than words can carry (developers.facebook.com, Template guidelines).
 */

export interface StarterText {
  /** Samples, which WhatsApp's reviewers read. */
  variables: Record<string, string>;
  /** By language in WhatsApp's own codes: of Portuguese it knows countries only. */
  bodies: Record<string, string>;
}

export const STARTER_TEXTS: Readonly<Record<string, StarterText>> = {
  // To a customer: {{1}} their name, {{2}} the matter.
  baton_reply_waiting: {
    variables: { '1': 'Kim', '2': 'a card' },
    bodies: {
      en: 'Hello {{1}}, we have an answer to your question about {{2}}. Write to us here to read it.',
      es: 'Hola, {{1}}: tenemos una respuesta a su pregunta sobre {{2}}. Escríbanos aquí para leerla.',
      de: 'Guten Tag {{1}}, wir haben eine Antwort auf Ihre Frage zum Thema „{{2}}“. Schreiben Sie uns hier, um sie zu lesen.',
      fr: 'Bonjour {{1}}, nous avons une réponse à votre question au sujet de « {{2}} ». Écrivez-nous ici pour la lire.',
      pt_BR: 'Olá, {{1}}. Temos uma resposta à sua pergunta sobre {{2}}. Escreva para nós aqui para ler a resposta.',
      it: 'Buongiorno {{1}}, abbiamo una risposta alla sua domanda su {{2}}. Ci scriva qui per leggerla.',
    },
  },
  // To a customer: {{1}} their name.
  baton_call_back: {
    variables: { '1': 'Kim' },
    bodies: {
      en: 'Hello {{1}}, you asked us to call you back. Write to us here when it suits you.',
      es: 'Hola, {{1}}: nos pidió que le llamáramos. Escríbanos aquí cuándo le viene bien.',
      de: 'Guten Tag {{1}}, Sie haben um einen Rückruf gebeten. Schreiben Sie uns hier, wann es Ihnen passt.',
      fr: 'Bonjour {{1}}, vous nous avez demandé de vous rappeler. Écrivez-nous ici quand cela vous convient.',
      pt_BR: 'Olá, {{1}}. Você pediu que ligássemos de volta. Escreva para nós aqui quando for melhor para você.',
      it: 'Buongiorno {{1}}, ci ha chiesto di richiamarla. Ci scriva qui quando le fa comodo.',
    },
  },
  // To an agent: {{1}} the team, {{2}} the code of the offer, {{3}} the minutes in which it stands.
  baton_agent_offer: {
    variables: { '1': 'General', '2': '#1', '3': '5' },
    bodies: {
      en: 'A customer waits for {{1}} ({{2}}). Answer ACCEPT or DECLINE within {{3}} minutes.',
      es: 'Un cliente espera a {{1}} ({{2}}). Responda ACEPTAR o RECHAZAR en {{3}} minutos.',
      de: 'Ein Kunde wartet auf {{1}} ({{2}}). Antworten Sie ANNEHMEN oder ABLEHNEN innerhalb von {{3}} Minuten.',
      fr: 'Un client attend {{1}} ({{2}}). Répondez ACCEPTER ou REFUSER dans les {{3}} minutes.',
      pt_BR: 'Um cliente espera por {{1}} ({{2}}). Responda ACEITAR ou RECUSAR em {{3}} minutos.',
      it: 'Un cliente aspetta {{1}} ({{2}}). Risponda ACCETTARE o RIFIUTARE entro {{3}} minuti.',
    },
  },
};
