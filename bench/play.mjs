/**
 * Plays dialogues that others wrote against a running demo instance: each customer gets a virtual phone, and every turn travels as a
 * signed webhook. Then the transcripts are compared with what was sent.
 *
 *   npm start                                   in one terminal
 *   npm run play -- FILE.jsonl [--limit N] [--url http://127.0.0.1:3000] [--json]
 *
 * A line is { id, input }, input a list of texts or of { role, text } of which the user's are played.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '100000' },
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    email: { type: 'string', default: 'admin@larkmoor.example' },
    password: { type: 'string', default: 'demo-admin-pass' },
    channel: { type: 'string', default: 'sms' },
    /** Longest wait for an answer before the customer writes on, in ms. */
    patience: { type: 'string', default: '8000' },
    json: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0 || !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]?/.test(options.url)) {
  console.error('usage: npm run play -- FILE.jsonl [--limit N] [--url http://127.0.0.1:3000]   (this machine only)');
  process.exit(2);
}

const dialogues = positionals
  .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, Number(options.limit)))
  .map((line, index) => {
    const { id, input } = JSON.parse(line);
    const turns = (Array.isArray(input) ? input : [input])
      .filter((turn) => typeof turn === 'string' || turn.role === 'user')
      .map((turn) => (typeof turn === 'string' ? turn : turn.text))
      .map((text) => text.trim().slice(0, 1600))
      .filter(Boolean);
    return {
      id,
      turns,
      phone: `${options.channel}-1${String(2_130_000_000 + index)}`,
      number: `+1${String(2_130_000_000 + index)}`,
    };
  })
  .filter((dialogue) => dialogue.turns.length > 0);

const agent = new Agent({ keepAlive: true, maxSockets: 48 });
const began = Date.now();
const admin = await signIn();
const answerTimes = [];
const received = new Map();
listen(received).catch((error) => console.error('The stream of news broke:', error.message));
await Promise.all(dialogues.map(play));
const played = Date.now() - began;
const conversations = await settled();
report(conversations);
process.exit();

async function signIn() {
  const response = await fetch(`${options.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: options.url },
    body: JSON.stringify({ email: options.email, password: options.password }),
  });
  if (!response.ok) throw new Error(`Sign-in failed: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function read(path) {
  const response = await fetch(`${options.url}${path}`, { headers: { cookie: admin } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function play(dialogue) {
  // Not all at the same millisecond: a second to begin in.
  await pause(Math.random() * 1000);
  for (const text of dialogue.turns) {
    const heardBefore = received.get(dialogue.phone) ?? 0;
    const sentAt = Date.now();
    const { status, body } = await post(`/sandbox/api/phones/${dialogue.phone}/messages`, { text });
    if (status >= 300) throw new Error(`${dialogue.id}: ${status} ${body}`);
    while (Date.now() - sentAt < Number(options.patience)) {
      await pause(50);
      if ((received.get(dialogue.phone) ?? 0) > heardBefore) {
        answerTimes.push(Date.now() - sentAt);
        break;
      }
    }
  }
}

/** Few connections for many customers, and no hurry: a busy machine is not a failure. */
function post(path, json) {
  const body = JSON.stringify(json);
  return new Promise((resolve, reject) => {
    const asked = request(
      `${options.url}${path}`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), origin: options.url },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** How many texts each phone received, from the sandbox's own stream of news. */
async function listen(counts) {
  const response = await fetch(`${options.url}/sandbox/api/events`);
  const known = new Set();
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const message = JSON.parse(line.slice(5));
      if (message.direction !== 'received' || known.has(message.id)) continue;
      known.add(message.id);
      counts.set(message.phoneId, (counts.get(message.phoneId) ?? 0) + 1);
    }
  }
}

/** Every conversation of this run, once nothing is under way any more. */
async function settled() {
  for (let waited = 0; ; waited += 1) {
    const found = await collect();
    const open = found.filter((one) => one.outcome === 'unanswered');
    if (open.length === 0 || waited >= 20) return found;
    await pause(1000);
  }
}

async function collect() {
  const numbers = new Map(dialogues.map((dialogue) => [dialogue.number, dialogue]));
  const found = [];
  for (const view of ['all', 'closed']) {
    for (let cursor = null; ;) {
      const page = await read(
        `/api/conversations?view=${view}&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      for (const summary of page.items) {
        const dialogue = numbers.get(summary.contact.address);
        if (dialogue && !found.some((one) => one.id === summary.id)) found.push(await judge(summary, dialogue));
      }
      cursor = page.next;
      if (!cursor) break;
    }
  }
  return found;
}

async function judge(summary, dialogue) {
  const entries = [];
  for (let after = 0; ;) {
    const page = await read(`/api/conversations/${summary.id}/transcript?after=${after}&limit=200`);
    entries.push(...page.entries);
    if (!page.more) break;
    after = Math.max(...page.entries.map((entry) => entry.seq));
  }
  const messages = entries.filter((entry) => entry.type === 'message');
  const stored = messages.filter((message) => message.author === 'contact').map((message) => message.text);
  const gapFree = messages.every((message, index) => message.seq === index + 1);
  return {
    id: summary.id,
    dialogue: dialogue.id,
    number: dialogue.number,
    sent: dialogue.turns,
    stored,
    gapFree,
    ...outcome(summary, messages),
  };
}

function outcome(summary, messages) {
  const last = messages.at(-1);
  if (summary.holder !== 'assistant') return { outcome: 'handed off', reason: summary.reason };
  if (summary.status === 'closed') return { outcome: 'closed', reason: null };
  if (last && last.author !== 'contact') return { outcome: 'answered', reason: null };
  if (last && /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\s*$/i.test(last.text))
    return { outcome: 'opted out', reason: null };
  return { outcome: 'unanswered', reason: last?.text ?? null };
}

function report(found) {
  // Card numbers are masked before they are stored: an X stands for the digit that was sent.
  const isMask = (text, stored) =>
    text.length === stored?.length &&
    text.split('').every((unit, at) => unit === stored[at] || (stored[at] === 'X' && /\d/.test(unit)));
  const same = (sent, stored) =>
    sent.length === stored.length && sent.every((text, index) => isMask(text, stored[index]));
  const perNumber = groupBy(found, (one) => one.number);
  const count = (by) =>
    Object.fromEntries([...groupBy(found, by)].map(([key, list]) => [key, list.length]).sort((a, b) => b[1] - a[1]));
  const times = answerTimes.sort((a, b) => a - b);
  const result = {
    dialogues: dialogues.length,
    turns: dialogues.reduce((sum, dialogue) => sum + dialogue.turns.length, 0),
    conversations: found.length,
    numbersWithoutOrWithSeveral: dialogues.filter((dialogue) => (perNumber.get(dialogue.number)?.length ?? 0) !== 1)
      .length,
    storedOnceInOrder: found.filter((one) => same(one.sent, one.stored)).length,
    gapFree: found.filter((one) => one.gapFree).length,
    outcomes: count((one) => one.outcome),
    reasons: count((one) => one.reason ?? '-'),
    secondsPlayed: Math.round(played / 100) / 10,
    firstAnswerMs: {
      p50: times[Math.floor(times.length * 0.5)] ?? null,
      p95: times[Math.floor(times.length * 0.95)] ?? null,
      answers: times.length,
    },
  };
  console.log(options.json ? JSON.stringify(result) : result);
  for (const one of found
    .filter((each) => !same(each.sent, each.stored) || !each.gapFree || each.outcome === 'unanswered')
    .slice(0, 10)) {
    console.error('look at', one);
  }
  process.exitCode =
    result.storedOnceInOrder === dialogues.length &&
    result.numbersWithoutOrWithSeveral === 0 &&
    !result.outcomes.unanswered
      ? 0
      : 1;
}

function groupBy(list, by) {
  const groups = new Map();
  for (const one of list) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
