/** Texts to begin with on WhatsApp: made and submitted once, in six languages, and offered as soon as they are approved. */
import type { AuditView, ListedAccount, StarterTemplateView } from '../../src/api/http/contract';
import { STARTER_TEXTS } from '../../src/channels/twilio/starter-texts';
import { inLanguage, Templates } from '../../src/pipeline/delivery/templates';
import { parseConsole } from '../../src/pipeline/handoff/console-grammar';
import type { Approval, Ledger } from '../../src/sandbox/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, type House } from '../support/house';

const WHATSAPP = '+12025550120';
const LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'pt_BR'];
const NAMES = ['baton_agent_offer', 'baton_call_back', 'baton_reply_waiting'];

let house: House;
let admin: AgentClient;
let account: string;
let path: string;
beforeAll(async () => {
  house = await startHouse();
  admin = await house.signIn('admin');
  const accounts = await admin.get<ListedAccount[]>('/admin/accounts');
  account = accounts.find(({ address }) => address === WHATSAPP)?.id ?? '';
  path = `/admin/accounts/${account}/starter-templates`;
}, 60_000);
afterAll(() => house.stop(), 60_000);

const states = (templates: readonly StarterTemplateView[]): string[] => [
  ...new Set(templates.map(({ state }) => state)),
];
const submit = async () => (await admin.request('POST', path)).body as StarterTemplateView[];
const writes = async (): Promise<number> => {
  const { entries } = (await (await fetch(`${house.url}/sandbox/api/ledger`)).json()) as Ledger;
  return entries.filter(({ what, status }) => what === 'content' && status === 201).length;
};
async function decide(approval: Omit<Approval, 'reason'> & { reason?: string }): Promise<void> {
  const response = await fetch(`${house.url}/sandbox/api/approvals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(approval),
  });
  if (!response.ok) throw new Error(await response.text());
}

it('are in the six languages of the console, and none begins or ends with a variable', () => {
  expect(Object.keys(STARTER_TEXTS).sort()).toEqual(NAMES);
  for (const { bodies, variables } of Object.values(STARTER_TEXTS)) {
    expect(Object.keys(bodies).sort()).toEqual(LANGUAGES);
    for (const body of Object.values(bodies)) {
      expect(body).not.toMatch(/^\{\{|\}\}$/u);
      expect([...new Set(body.match(/\w+(?=\}\})/gu))].sort()).toEqual(Object.keys(variables).sort());
    }
  }
});

it.each(Object.entries(STARTER_TEXTS['baton_agent_offer']?.bodies ?? {}))(
  'the words that the offer asks for in %s are understood',
  (_language, body) => {
    const words = body.match(/\p{Lu}{4,}/gu) ?? [];
    expect(words.map((word) => parseConsole(word).kind)).toEqual(['accept', 'decline']);
  },
);

it('are missing before anything was submitted, and looking submits nothing', async () => {
  const before = await admin.get<StarterTemplateView[]>(path);
  expect(before).toHaveLength(NAMES.length * LANGUAGES.length);
  expect(states(before)).toEqual(['missing']);
  expect(await writes()).toBe(0);
});

it('are made and submitted once, however often it is asked, and the audit tells', async () => {
  expect(states(await submit())).toEqual(['received']);
  const made = await writes();
  expect(made).toBe(2 * NAMES.length * LANGUAGES.length);
  expect(states(await submit())).toEqual(['received']);
  expect(await writes()).toBe(made);
  const { items } = await admin.get<{ items: AuditView[] }>('/admin/audit?limit=1');
  expect(items[0]).toMatchObject({ action: 'account.starter-templates', subjectId: account, after: { received: 18 } });
});

it('show what WhatsApp made of them, and what it rejected is not submitted again', async () => {
  const made = await writes();
  await decide({ name: 'baton_call_back_fr', status: 'rejected', reason: 'TAG_CONTENT_MISMATCH' });
  await decide({ name: 'baton_call_back_pt_br', status: 'approved' });
  const told = await submit();
  const of = (language: string) => told.find((one) => one.name === 'baton_call_back' && one.language === language);
  expect(of('fr')).toMatchObject({ state: 'rejected', detail: 'TAG_CONTENT_MISMATCH' });
  expect(of('pt_BR')).toMatchObject({ state: 'approved', detail: null });
  expect(of('de')).toMatchObject({ state: 'received' });
  expect(await writes()).toBe(made);
});

it('once approved are offered to agents in their language; the offer is none for customers', async () => {
  for (const language of ['de', 'en']) await decide({ name: `baton_agent_offer_${language}`, status: 'approved' });
  const templates = house.app.get(Templates);
  const offered = await templates.list(account);
  expect(offered.map(({ name, language }) => `${name} ${language}`)).toContain('baton_call_back pt_BR');
  expect(offered.filter(({ name }) => name.includes('agent_offer'))).toEqual([]);
  const offers = await templates.ofOffers(account);
  expect(offers.map(({ name, language }) => `${name} ${language}`)).toEqual([
    'agent_offer en',
    'baton_agent_offer en',
    'baton_agent_offer de',
  ]);
  expect(['de', 'en', 'pt'].map((language) => inLanguage(offers, language)?.language)).toEqual(['de', 'en', 'en']);
});

it('the terminal shows the same, submits nothing that is there, and names the accounts that there are', async () => {
  const made = await writes();
  const ran = await house.baton('starter-templates', WHATSAPP);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/^rejected {5}baton_call_back {6}fr {5}TAG_CONTENT_MISMATCH$/mu);
  expect(ran.out).toMatch(/^approved {5}baton_call_back {6}pt_BR$/mu);
  expect(ran.out.trim().split('\n')).toHaveLength(18);
  expect(await writes()).toBe(made);
  const none = await house.baton('starter-templates', '+12025550110');
  expect(none.code).toBe(1);
  expect(none.err).toContain(WHATSAPP);
}, 120_000);

it('an account without reply windows has none', async () => {
  const accounts = await admin.get<ListedAccount[]>('/admin/accounts');
  const text = accounts.find(({ channel }) => channel === 'sms');
  expect(text?.starters).toBe(false);
  expect((await admin.request('POST', `/admin/accounts/${text?.id}/starter-templates`)).status).toBe(409);
});
