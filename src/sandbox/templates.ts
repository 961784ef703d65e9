/** The templates of the emulated provider: two that WhatsApp approved, one that still waits. */

export interface SimulatedTemplate {
  sid: string;
  name: string;
  body: string;
  variables: Readonly<Record<string, string>>;
  status: 'approved' | 'pending';
}

export const TEMPLATES: readonly SimulatedTemplate[] = [
  {
    sid: `HX${'0'.repeat(31)}1`,
    name: 'reply_waiting',
    body: 'Hello {{1}}, we have an answer to your question about {{2}}. Write to us here to read it.',
    variables: { '1': 'Customer', '2': 'your card' },
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}2`,
    name: 'call_back',
    body: 'Hello {{1}}, you asked us to call. Write to us here when it suits you.',
    variables: { '1': 'Customer' },
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}3`,
    name: 'agent_offer',
    body: 'A customer waits in the queue {{1}}. Answer ACCEPT to take them.',
    variables: { '1': 'General' },
    status: 'pending',
  },
];

/** One item of GET /v1/ContentAndApprovals. */
export function contentResource(accountSid: string, template: SimulatedTemplate): Record<string, unknown> {
  return {
    sid: template.sid,
    account_sid: accountSid,
    friendly_name: template.name,
    language: 'en',
    variables: template.variables,
    types: { 'twilio/text': { body: template.body } },
    approval_requests: {
      name: template.name,
      category: 'UTILITY',
      content_type: 'twilio/text',
      status: template.status,
      rejection_reason: '',
    },
    date_created: '2026-01-05T09:00:00Z',
    date_updated: '2026-01-05T09:00:00Z',
  };
}

/** The words that the phone gets; null when a variable is missing or empty. */
export function wordsOf(template: SimulatedTemplate, json: string | undefined): string | null {
  let given: unknown;
  try {
    given = JSON.parse(json ?? '{}');
  } catch {
    return null;
  }
  if (typeof given !== 'object' || given === null) return null;
  const values = given as Record<string, unknown>;
  const whole = Object.keys(template.variables).every(
    (name) => typeof values[name] === 'string' && values[name] !== '',
  );
  return whole ? template.body.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name])) : null;
}
