import { instructionsOf } from '../../src/foundation/config/business-settings';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredBusiness } from '../../src/boot';
import { readBusiness } from '../../src/foundation/config/business';
import { ConfigurationFault } from '../../src/foundation/config/configuration-fault';
import { readKnowledge } from '../../src/foundation/config/knowledge';

const SHIPPED = join(__dirname, '../../config');
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'baton-config-')), 'config');
  cpSync(SHIPPED, folder, { recursive: true });
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toMatch(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

function faults(): string {
  try {
    readBusiness(folder);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.errors.join('\n');
    throw error;
  }
  return '';
}

function lineOf(file: string, words: string): number {
  return (
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(words)) + 1
  );
}

test('the demo business that is shipped is right, wholly simulated, and speaks of no real number', () => {
  const business = readBusiness(SHIPPED);
  expect(business.demo).toBe(true);
  expect(business.teams.filter((team) => team.fallback)).toHaveLength(1);
  const phones = [
    ...business.accounts.map((account) => account.address),
    ...business.agents.flatMap((agent) => agent.endpoints.map((endpoint) => endpoint.address)),
  ];
  // 555-0100 to 555-0199 are kept for fiction in every area code.
  for (const phone of phones.filter((address) => address.startsWith('+'))) expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
  for (const agent of business.agents) expect(agent.email).toMatch(/\.example$/);
});

test('days of one line become one span each, Monday first', () => {
  replace(
    'teams.yaml',
    /hours:\n[^]*?holidays:/,
    'hours:\n      weekly:\n        - { days: [sun, mon], from: "22:00", to: "06:00" }\n      holidays:',
  );
  expect(readBusiness(folder).teams[0]?.hours.weekly).toEqual([
    { day: 1, from: '22:00', to: '06:00' },
    { day: 7, from: '22:00', to: '06:00' },
  ]);
});

test('all faults of all files are told at once, each with its file and line', () => {
  replace('business.yaml', 'reopenHours: 72', 'reopenHours: soon');
  replace('teams.yaml', 'name: Disputes', 'name: Disputes\n    colour: red');
  replace('policy.yaml', 'failureSignals: 2', 'failureSignals: 9');
  mkdirSync(join(folder, 'knowledge'), { recursive: true });
  writeFileSync(join(folder, 'knowledge', 'zz.md'), '---\ntitle: A\nphrasing: [x]\n---\nText.\n');
  const told = faults();
  expect(told).toContain(
    `config/business.yaml:${lineOf('business.yaml', 'reopenHours: soon')} reopenHours must be a number.`,
  );
  expect(told).toContain(`config/teams.yaml:${lineOf('teams.yaml', 'name: Disputes')} teams › 2 has "colour"`);
  expect(told).toContain(
    `config/policy.yaml:${lineOf('policy.yaml', 'failureSignals')} failureSignals must be at most 4.`,
  );
  expect(told).toMatch(/knowledge\/zz\.md:\d+ .*"phrasing"/);
});

test('what is missing is called missing, where it is missing', () => {
  replace('channels.yaml', '    address: demo-site\n', '');
  expect(faults()).toBe(
    `config/channels.yaml:${lineOf('channels.yaml', 'name: Web chat')} accounts › 3 › address is missing.`,
  );
});

test('text that is no YAML at all is told with its line', () => {
  writeFileSync(join(folder, 'teams.yaml'), 'teams:\n  - name: "General\n');
  expect(faults()).toMatch(/^config\/teams\.yaml:\d is not valid YAML/m);
});

test('a file that is not there is named', () => {
  rmSync(join(folder, 'agents.yaml'));
  expect(faults()).toMatch(/config\/agents\.yaml cannot be read/);
});

test.each([
  ['channels.yaml', 'team: General', 'team: Sales', /channels\.yaml:\d+ names the team "Sales"/],
  ['agents.yaml', '[General, Disputes]', '[General, Sales]', /agents\.yaml:\d+ names the team "Sales"/],
  ['agents.yaml', 'account: Staff line', 'account: Back door', /agents\.yaml:\d+ names "Back door"/],
  [
    'agents.yaml',
    'colleague@larkmoor.example',
    'agent@larkmoor.example',
    /agents\.yaml:\d+ is the email address of another agent/,
  ],
  ['policy.yaml', 'team: Complaints', 'team: Sales', /policy\.yaml:\d+ names the team "Sales"/],
  ['teams.yaml', '    fallback: true\n', '', /teams\.yaml:\d+ has no fallback team/],
  ['teams.yaml', 'name: Disputes', 'name: Disputes\n    fallback: true', /teams\.yaml:\d+ is a second fallback team/],
  ['teams.yaml', 'name: Disputes', 'name: general', /teams\.yaml:\d+ names a team twice/],
  ['teams.yaml', 'America/New_York', 'Mars/Olympus', /teams\.yaml:\d+ teams › 1 › timeZone must be a time zone/],
  ['teams.yaml', "'08:00'", "'8am'", /teams\.yaml:\d+ .* must be a time of day/],
  ['channels.yaml', '+12025550130', '+12025550110', /channels\.yaml:\d+ is already the address of another sms account/],
])('%s: %s → %s is refused', (file, from, to, fault) => {
  replace(file, from, to);
  expect(faults()).toMatch(fault);
});

test.each(['danger', 'askedForHuman', 'hardTopics'])('a policy file cannot switch off %s', (law) => {
  replace('policy.yaml', new RegExp(`${law}:\\n  enabled: true`), `${law}:\n  enabled: false`);
  expect(faults()).toMatch(/policy\.yaml:\d+ .* must be true/);
});

test('a policy that admins could not publish does not come in by a file', () => {
  replace('policy.yaml', /dispute:\n    severity: hard/, 'dispute:\n    severity: soft');
  expect(() => configuredBusiness(folder)).toThrow(/policy\.yaml: The topic dispute is always hard/);
  expect(configuredBusiness(SHIPPED)).toEqual(readBusiness(SHIPPED));
});

test('with a real account nothing of the demo is accepted: no demo password, no generated secret', () => {
  replace('channels.yaml', 'simulated: true', 'simulated: false');
  const told = faults();
  expect(told).toMatch(/channels\.yaml:\d+ generates secrets of a real account/);
  expect(told.match(/agents\.yaml:\d+ is for a demo/g)).toHaveLength(3);
});

test('an article is a heading between two lines of dashes, and its text', () => {
  const knowledge = join(folder, 'articles');
  mkdirSync(knowledge);
  writeFileSync(
    join(knowledge, 'fees.md'),
    '---\r\ntitle: Fees\r\nphrasings:\r\n  - what does it cost\r\nescalate: { reason: refund, severity: soft }\r\n---\r\n\r\nNothing.\r\n\r\n---\r\nNever.\r\n',
  );
  expect(readKnowledge(knowledge)).toEqual([
    {
      file: 'articles/fees.md',
      title: 'Fees',
      url: null,
      language: 'en',
      phrasings: ['what does it cost'],
      channels: [],
      audience: 'everyone',
      active: true,
      escalate: { reason: 'refund', severity: 'soft' },
      body: 'Nothing.\r\n\r\n---\r\nNever.',
    },
  ]);
});

test('articles without a heading or without a text are refused together; no folder means no articles', () => {
  const knowledge = join(folder, 'articles');
  expect(readKnowledge(knowledge)).toEqual([]);
  mkdirSync(knowledge);
  writeFileSync(join(knowledge, 'a.md'), 'Just text.\n');
  writeFileSync(join(knowledge, 'b.md'), '---\ntitle: B\n---\n\n');
  expect(() => readKnowledge(knowledge)).toThrow(/a\.md:1 has no heading[^]*b\.md:4 has no text/);
});

test('instructions for a channel and for a language come besides those for all', () => {
  const business = {
    instructions: 'Be brief.',
    instructionsFor: { channels: { sms: 'No greetings.' }, languages: { de: 'Say Sie.' } },
  };
  expect(instructionsOf(business, 'sms', 'de')).toBe('Be brief.\nNo greetings.\nSay Sie.');
  expect(instructionsOf(business, 'email', 'en')).toBe('Be brief.');
});
