/** The console: an agent's own phone or mailbox as an inbox. Every message is checked again against the endpoint and the agent as they are now. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { readHeard } from '../../conversations/transcript/heard';
import { Database, type Queryable, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Fault } from '../../foundation/model/fault';
import type { Heard } from '../../foundation/model/policy';
import { consoleLanguage, consoleText, type ConsoleText } from '../../foundation/model/console-texts';
import type { Language } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { AgentFiles, type NamedFile, type Taken } from '../delivery/agent-files';
import { Composer } from '../delivery/compose';
import { SendGate } from '../delivery/gate';
import { answerOf } from './agent-answer';
import { briefForMail, briefForPhone, masked, type Brief } from './brief';
import { HELP_TEXTS, parseConsole, withoutAccents, type ConsoleCommand } from './console-grammar';
import { dropHeld, forgetHeld, hold, leftLately, refused, swiped, takeHeld } from './console-rows';
import { Handoffs } from './lifecycle';
import { relayText } from './relay';
import { RelayedFiles } from './relayed-files';

interface Endpoint {
  id: string;
  /** In which its agent reads. */
  language: Language;
  channel: string;
  agent_id: string;
  address: string;
  channel_account_id: string;
}

/** What only a mail has: its thread says which conversation is meant. */
interface ByMail {
  conversationId: string | null;
  /** Something vouches for its From. */
  vouched: boolean;
}

interface Input {
  /** The provider's id: a repeat is answered once. */
  key: string;
  command: ConsoleCommand;
  mail: ByMail | null;
  /** The provider's id of the message that a swipe answers. */
  repliedTo: string | null;
  /** Attached: what goes on to the customer, and why the rest does not. */
  attached: Taken;
}

/** Which conversation a message is about, before it says a code: by its mail's thread or by a swipe. */
interface About {
  conversationId: string | undefined;
  /** It answers something that is none of ours: whom it means is not known. */
  unclear: boolean;
}

/** A conversation or offer that this endpoint may speak of. */
interface Line {
  handoff_id: string;
  conversation_id: string;
  code: number | null;
  state: 'open' | 'accepted';
  brief: Brief;
  requested_seq: number;
  /** A colleague who holds it asks. */
  passed: boolean;
}

/** More would flood a phone; all of it is in the inbox. */
const MOST_RELAYED = 5;

/** So much of what was said goes to a mailbox. */
const HISTORY = 40;
/** One text message; and what WhatsApp shows without folding it. */
const SEGMENT = 160;
const CARD = { most: 700, lines: true };

/** And so much of what was said before goes to a phone at once. */
const MORE = { messages: 5, letters: 220 };

@Injectable()
export class Console implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
    private readonly composer: Composer,
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly agentFiles: AgentFiles,
    private readonly relayedFiles: RelayedFiles,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('console', (job, signal) => this.receive(job, signal));
    this.jobs.every('forget-held', 300, () => forgetHeld(this.db));
  }

  private async receive(job: RunningJob, signal: AbortSignal): Promise<void> {
    const endpointId = String(job.payload['endpointId']);
    const mail = (job.payload['mail'] as ByMail | undefined) ?? null;
    const key = String(job.payload['providerId']);
    // A thumb on one of our messages says nothing to anybody.
    if (job.payload['reaction'] === true) return;
    const repliedTo = job.payload['repliedTo'];
    const input: Input = {
      key,
      command: parseConsole(String(job.payload['text'])),
      mail,
      repliedTo: typeof repliedTo === 'string' ? repliedTo : null,
      attached: await this.attached(endpointId, job.payload['files'], signal),
    };
    try {
      await this.db.transaction(async (tx) => {
        const endpoint = await this.trusted(tx, endpointId);
        if (endpoint) {
          await tx.query(
            'update agent_endpoint set last_heard_at = now() where id = $1',
            [endpoint.id],
            'console_heard',
          );
          await this.run(tx, endpoint, input);
        } else await refused(tx, endpointId);
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const about = mail?.conversationId ?? undefined;
      await this.db.transaction((tx) => this.say(tx, endpointId, `${key}:fault`, error.message, about));
    }
  }

  /** Fetched before a transaction is open, and only for who may speak. */
  private async attached(endpointId: string, named: unknown, signal: AbortSignal): Promise<Taken> {
    const files = Array.isArray(named) ? (named as NamedFile[]) : [];
    const endpoint = files.length > 0 ? await this.trusted(this.db, endpointId) : null;
    return endpoint ? this.agentFiles.take(endpoint.channel_account_id, files, signal) : { files: [], refused: [] };
  }

  /** Verified, not stopped, of an agent who is not disabled: as of now, not as of when the message arrived. */
  private async trusted(q: Queryable, endpointId: string): Promise<Endpoint | null> {
    const [row] = await q.query<Omit<Endpoint, 'language'> & { languages: string[] }>(
      `select e.id, e.agent_id, e.address, e.channel_account_id, c.channel, a.languages
         from agent_endpoint e join agent a on a.id = e.agent_id join channel_account c on c.id = e.channel_account_id
        where e.id = $1 and e.verified_at is not null and e.stopped_at is null and a.disabled_at is null`,
      [endpointId],
      'console_endpoint',
    );
    if (!row) return null;
    const { languages, ...endpoint } = row;
    return { ...endpoint, language: consoleLanguage([...languages, ...this.settings.business().languages]) };
  }

  private async run(tx: Tx, endpoint: Endpoint, input: Input): Promise<void> {
    const { key, command, mail } = input;
    const agentId = endpoint.agent_id;
    const say = speaking(endpoint);
    // Our mark alone may have been forwarded: nothing is done in the name of whom nothing vouches for.
    if (mail && !mail.vouched) throw new Fault('forbidden', say('not_vouched'));
    const meant = await this.about(tx, endpoint, input);
    const about = meant.conversationId;
    if (meant.unclear && command.kind !== 'answer' && 'code' in command && command.code === null)
      throw new Fault('conflict', say('not_ours'));
    switch (command.kind) {
      case 'stop':
        await tx.query('update agent_endpoint set stopped_at = now() where id = $1', [endpoint.id]);
        return;
      case 'help':
        return this.say(tx, endpoint.id, key, HELP_TEXTS[command.language ?? endpoint.language], about);
      case 'accept': {
        const line = await this.line(tx, endpoint, 'open', command.code, about);
        await this.handoffs.accept(tx, { conversationId: line.conversation_id, agentId, endpointId: endpoint.id });
        await this.say(tx, endpoint.id, key, await this.opening(tx, endpoint, line), line.conversation_id);
        await this.relayEarlierFiles(tx, endpoint.id, line);
        // A mail holds all that was said.
        return isMail(endpoint) ? undefined : this.relayWaiting(tx, endpoint, line);
      }
      case 'decline': {
        if (command.loose !== null && !(await this.isOffered(tx, endpoint, command.code, about)))
          return this.answer(tx, endpoint, input, meant, { code: command.code, text: command.loose });
        const line = await this.line(tx, endpoint, 'open', command.code, about);
        await this.handoffs.decline(tx, { handoffId: line.handoff_id, agentId, detail: command.detail });
        return this.say(
          tx,
          endpoint.id,
          key,
          say(line.passed ? 'declined_passed' : 'declined', { code: line.code ?? 0 }),
          line.conversation_id,
        );
      }
      case 'done': {
        const line = await this.line(tx, endpoint, 'accepted', command.code, about);
        await this.handoffs.close(tx, { conversationId: line.conversation_id, by: 'agent' });
        return this.say(tx, endpoint.id, key, say('closed', { code: line.code ?? 0 }), line.conversation_id);
      }
      case 'back': {
        const line = await this.line(tx, endpoint, 'accepted', command.code, about);
        await this.handoffs.giveBack(tx, { conversationId: line.conversation_id, agentId });
        return this.say(tx, endpoint.id, key, say('returned', { code: line.code ?? 0 }), line.conversation_id);
      }
      case 'brief': {
        const line = await this.line(tx, endpoint, null, command.code, about);
        return this.say(tx, endpoint.id, key, await this.brief(tx, endpoint, line, ''), line.conversation_id);
      }
      case 'more': {
        const line = await this.line(tx, endpoint, 'accepted', command.code, about);
        return this.say(tx, endpoint.id, key, await this.earlier(tx, endpoint, line), line.conversation_id);
      }
      case 'team': {
        const team = this.teamCalled(command.name);
        if (!team && command.loose !== null)
          return this.answer(tx, endpoint, input, meant, { code: command.code, text: command.loose });
        if (!team) throw new Fault('invalid', say('no_team', { name: command.name }));
        const line = await this.line(tx, endpoint, 'accepted', command.code, about);
        await this.handoffs.transfer(tx, { conversationId: line.conversation_id, agentId, teamId: team.id });
        const said = say('transferred', { code: line.code ?? 0, team: team.name });
        return this.say(tx, endpoint.id, key, said, line.conversation_id);
      }
      case 'release':
        // A photo whose text is the code alone.
        if (input.attached.files.length > 0)
          return this.answer(tx, endpoint, input, meant, { code: command.code, text: '' });
        return this.release(tx, endpoint, command.code, about);
      case 'note': {
        const line = await this.line(tx, endpoint, 'accepted', command.code, about);
        await this.handoffs.note(tx, { conversationId: line.conversation_id, agentId, text: command.text });
        return this.say(tx, endpoint.id, key, say('noted', { code: line.code ?? 0 }), line.conversation_id);
      }
      case 'answer':
        return this.answer(tx, endpoint, input, meant, command);
    }
  }

  private async answer(
    tx: Tx,
    endpoint: Endpoint,
    { key, mail, attached }: Input,
    { conversationId, unclear }: About,
    said: { code: number | null; text: string },
  ): Promise<void> {
    const lines = await this.lines(tx, endpoint, 'accepted', conversationId);
    const addressed = conversationId !== undefined || said.code !== null;
    const nothing = said.text === '' && attached.files.length === 0;
    if (!addressed && lines.length > 0 && !nothing) {
      const left = await leftLately(
        tx,
        endpoint.id,
        lines.map((line) => line.conversation_id),
      );
      if (unclear || left || lines.length > 1) {
        if (attached.files.length > 0) return this.askFor(tx, endpoint, key, lines);
        return this.askBack(tx, endpoint, key, lines, said.text);
      }
    }
    const line = pickLine(lines, 'accepted', said.code, speaking(endpoint));
    const silent = mail && attached.files.length > 0 && said.text.trim() === '';
    const text =
      mail && !silent
        ? await this.ownWords(tx, endpoint, line, said.text, attached.files.length > 0)
        : said.text.trim();
    if (text !== '' || attached.files.length > 0) {
      await this.handoffs.reply(tx, {
        conversationId: line.conversation_id,
        agentId: endpoint.agent_id,
        endpointId: endpoint.id,
        clientId: `console:${key}`,
        text,
        files: attached.files,
      });
      // They said whom they mean: what was held before is not sent with it later.
      await dropHeld(tx, endpoint.id);
    }
    const [why] = attached.refused;
    if (why !== undefined) {
      const sent = text !== '' || attached.files.length > 0;
      const say = speaking(endpoint);
      const remark = say(sent ? 'file_not_sent' : 'only_file_not_sent', { why: say(why) });
      await this.say(tx, endpoint.id, `${key}:files`, remark, line.conversation_id);
    }
  }

  /** A photo cannot be held for a code that follows: nobody would see which one is meant. */
  private askFor(tx: Tx, endpoint: Endpoint, key: string, lines: readonly Line[]): Promise<void> {
    const say = speaking(endpoint);
    const codes = lines.map((line) => `#${line.code ?? 0}`);
    return this.say(tx, endpoint.id, key, say('for_whom_file', { codes: codes.join(` ${say('or')} `) }));
  }

  /** Kept, never guessed: a wrong customer would read it. */
  private async askBack(tx: Tx, endpoint: Endpoint, key: string, lines: Line[], text: string): Promise<void> {
    const before = await hold(tx, { endpointId: endpoint.id, key, text });
    const say = speaking(endpoint);
    const codes = lines.map((line) => `#${line.code ?? 0}`);
    const how =
      before > 0
        ? say('how_several', { first: codes[0] ?? '#1' })
        : say('how_one', { codes: codes.join(` ${say('or')} `), text: shortened(text, 60) });
    const why = codes.length > 1 ? say('you_have', { codes: codes.join(', ') }) : say('left_lately');
    await this.say(tx, endpoint.id, key, say('for_whom', { why, how }));
  }

  private async release(tx: Tx, endpoint: Endpoint, code: number, about: string | undefined): Promise<void> {
    const say = speaking(endpoint);
    const line = pickLine(await this.lines(tx, endpoint, 'accepted', about), 'accepted', code, say);
    const held = await takeHeld(tx, endpoint.id);
    const [only, another] = held;
    if (!only) throw new Fault('conflict', say('nothing_held', { code }));
    if (another) throw new Fault('conflict', say('several_held'));
    await this.handoffs.reply(tx, {
      conversationId: line.conversation_id,
      agentId: endpoint.agent_id,
      endpointId: endpoint.id,
      clientId: `console:${only.key}`,
      text: only.text,
    });
  }

  private async about(tx: Tx, endpoint: Endpoint, { mail, repliedTo }: Input): Promise<About> {
    if (mail) return { conversationId: mail.conversationId ?? undefined, unclear: false };
    if (repliedTo === null) return { conversationId: undefined, unclear: false };
    const found = await swiped(tx, endpoint.id, repliedTo);
    return { conversationId: found?.conversationId ?? undefined, unclear: found === null };
  }

  /** What was said before the brief, further back with each MORE. */
  private async earlier(tx: Tx, endpoint: Endpoint, line: Line): Promise<string> {
    const say = speaking(endpoint);
    if (isMail(endpoint)) return briefForMail(line.brief, await readHeard(tx, line.conversation_id, HISTORY * 5));
    const [last] = await tx.query<{ text: string }>(
      `select text from notice where agent_endpoint_id = $1 and conversation_id = $2 and kind = 'console' and text like $3
        order by created_at desc, id desc limit 1`,
      [endpoint.id, line.conversation_id, `${say('earlier', { code: '%', seq: '%' })}%`],
      'console_earlier',
    );
    const before = Number(/\(\D*(\d+)\)/u.exec(last?.text ?? '')?.[1] ?? line.requested_seq + 1);
    const rows = await tx.query<{ seq: number; author: Heard['author']; text: string }>(
      'select seq, author, text from message where conversation_id = $1 and seq < $2 order by seq desc limit $3',
      [line.conversation_id, before, MORE.messages],
      'console_earlier_messages',
    );
    const [oldest] = rows.reverse();
    if (!oldest) return say('nothing_earlier', { code: line.code ?? 0 });
    const list = rows.map(({ author, text }) => `${say(author)}: ${shortened(masked(text), MORE.letters)}`);
    return `${say('earlier', { code: line.code ?? 0, seq: oldest.seq })}\n${list.join('\n')}`;
  }

  private teamCalled(name: string): { id: string; name: string } | undefined {
    const same = (other: string): string => withoutAccents(other.trim().toLowerCase()).replace(/[.!]$/u, '');
    return this.settings.teams().find((team) => same(team.name) === same(name));
  }

  private async isOffered(
    tx: Tx,
    endpoint: Endpoint,
    code: number | null,
    about: string | undefined,
  ): Promise<boolean> {
    const open = await this.lines(tx, endpoint, 'open', about);
    return open.some((line) => code === null || line.code === code);
  }

  /** Their words alone; what may hold our brief or their own number is held, and said. */
  private async ownWords(tx: Tx, endpoint: Endpoint, line: Line, text: string, files: boolean): Promise<string> {
    const say = speaking(endpoint);
    const sent = await tx.query<{ text: string }>(
      `select text from notice where agent_endpoint_id = $1 and conversation_id = $2 order by created_at desc limit 30`,
      [endpoint.id, line.conversation_id],
      'console_sent',
    );
    const own = await tx.query<{ address: string }>(
      `select address from agent_endpoint where agent_id = $1 union select email from agent where id = $1`,
      [endpoint.agent_id],
      'console_own',
    );
    const answer = answerOf(
      text,
      sent.map((row) => row.text),
      own.map((row) => row.address),
    );
    if ('held' in answer) throw new Fault('conflict', say(answer.held));
    if (answer.text === '' && !files) throw new Fault('conflict', say('no_words'));
    return answer.text;
  }

  private async opening(tx: Tx, endpoint: Endpoint, line: Line): Promise<string> {
    const say = speaking(endpoint);
    if (isMail(endpoint)) {
      const brief = await this.brief(tx, endpoint, line, '');
      return `${say('opened_mail')}\n\n${brief}\n\n${say('opened_mail_how')}`;
    }
    const head = say('opened', { code: line.code ?? 0 });
    return `${head} ${await this.brief(tx, endpoint, line, head)}`;
  }

  /** Behind `head` in one message. */
  private async brief(tx: Tx, endpoint: Endpoint, line: Line, head: string): Promise<string> {
    if (isMail(endpoint)) return briefForMail(line.brief, await readHeard(tx, line.conversation_id, HISTORY));
    const segments = this.gate.capabilities(endpoint.channel)?.text.segments === true;
    return briefForPhone(line.brief, segments ? { most: SEGMENT - head.length - 1, lines: false } : CARD);
  }

  /** What the customer wrote after the brief was made: they were told that a person reads all of it. */
  private async relayWaiting(tx: Tx, endpoint: Endpoint, line: Line): Promise<void> {
    const rows = await tx.query<{ id: string; text: string; media: boolean; files: boolean }>(
      `select m.id, m.text, m.content ? 'location' as media,
              exists (select 1 from attachment a where a.message_id = m.id and a.position >= 0 and a.content_id is null) as files
         from message m where m.conversation_id = $1 and m.seq > $2 and m.author = 'contact' order by m.seq desc limit $3`,
      [line.conversation_id, line.requested_seq, MOST_RELAYED],
      'console_waiting',
    );
    for (const row of rows.reverse()) {
      await this.composer.notify(tx, {
        kind: 'relay',
        endpointId: endpoint.id,
        conversationId: line.conversation_id,
        text: relayText(line.code, row, 'phone', endpoint.language),
        key: `relay:${row.id}`,
      });
    }
  }

  /** The files that the customer sent of late, which no brief shows. */
  private async relayEarlierFiles(tx: Tx, endpointId: string, line: Line): Promise<void> {
    const rows = await tx.query<{ id: string }>(
      `select m.id from (select id, author from message where conversation_id = $1 order by seq desc limit ${HISTORY}) m
        where m.author = 'contact'
          and exists (select 1 from attachment a where a.message_id = m.id and a.position >= 0 and a.content_id is null)
        limit ${MOST_RELAYED}`,
      [line.conversation_id],
      'console_files',
    );
    for (const { id } of rows.reverse()) {
      await this.relayedFiles.plan(tx, { messageId: id, endpointId, conversationId: line.conversation_id });
    }
  }

  /** The one line that is meant; asks back instead of guessing. */
  private async line(
    tx: Tx,
    endpoint: Endpoint,
    state: 'open' | 'accepted' | null,
    code: number | null,
    /** Of a mail: its thread is of this one. */
    conversationId: string | undefined,
  ): Promise<Line> {
    return pickLine(await this.lines(tx, endpoint, state, conversationId), state, code, speaking(endpoint));
  }

  private lines(
    tx: Tx,
    endpoint: Endpoint,
    state: 'open' | 'accepted' | null,
    conversationId: string | undefined,
  ): Promise<Line[]> {
    return tx.query<Line>(
      `select o.handoff_id, h.conversation_id, o.code, o.state, h.brief, h.requested_seq, o.from_agent_id is not null as passed
         from offer o join handoff h on h.id = o.handoff_id
        where o.agent_endpoint_id = $1 and o.agent_id = $2
          and ((o.state = 'open' and (h.state in ('queued', 'offered') or o.from_agent_id is not null)) or (o.state = 'accepted' and h.state = 'accepted' and h.agent_id = $2))
          and ($3::text is null or o.state = $3) and ($4::uuid is null or h.conversation_id = $4)
        order by o.offered_at`,
      [endpoint.id, endpoint.agent_id, state, conversationId ?? null],
      'console_lines',
    );
  }

  /** `conversationId`: of what holds a customer's words, which go when the conversation is erased. */
  private say(tx: Tx, endpointId: string, key: string, text: string, conversationId?: string): Promise<void> {
    return this.composer.notify(tx, { kind: 'console', endpointId, conversationId, text, key: `console:${key}` });
  }
}

type Say = (key: ConsoleText, values?: Readonly<Record<string, string | number>>) => string;

const speaking =
  ({ language }: Endpoint): Say =>
  (key, values) =>
    consoleText(key, language, values);

const isMail = ({ address }: Endpoint): boolean => address.includes('@');

/** Asks back instead of guessing. */
function pickLine(rows: readonly Line[], state: 'open' | 'accepted' | null, code: number | null, say: Say): Line {
  const [only, another] = code === null ? rows : rows.filter((row) => row.code === code);
  if (!only) throw new Fault('conflict', nothingText(state, code, say));
  if (another) {
    const codes = rows.map((row) => `#${row.code ?? 0}`).join(', ');
    throw new Fault('conflict', say('which_one', { codes, first: `#${only.code ?? 0}` }));
  }
  return only;
}

function shortened(text: string, most: number): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return flat.length <= most ? flat : `${flat.slice(0, most - 3).trimEnd()}...`;
}

function nothingText(state: 'open' | 'accepted' | null, code: number | null, say: Say): string {
  if (code !== null) return say('no_code', { code });
  if (state === 'open') return say('no_offer');
  return say('not_yours');
}
