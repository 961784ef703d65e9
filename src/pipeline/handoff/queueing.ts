/** What a customer is told when they begin to wait, and while they do: the truth about the queue, and other ways than waiting. */
import { Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '../../foundation/database/database';
import { isOpen, nextOpening, openUntil, sayOpening } from '../../foundation/model/hours';
import { isHere } from '../../foundation/model/presence';
import { text } from '../../foundation/model/texts';
import { expectedWait, sayWait, type Expected } from '../../foundation/model/waits';
import { Settings } from '../../foundation/settings/settings';
import type { TeamSetting } from '../../foundation/settings/snapshot';
import { SendGate } from '../delivery/gate';
import type { Held } from './held';
import { anybodyThere, openTicket, pastWaits, readPlace } from './tickets';

/** Minutes in which a team works off what came overnight. */
const FIRST_HOUR = 60;
/** From here on a person alone speaks. */
const GRAVE = 6;
/** Why somebody waits to whom the assistant may still be of use. */
const HELPED: readonly string[] = ['asked_for_human', 'repeated_failure', 'assistant_decided', 'rule', 'reopened'];

export interface Notice {
  text: string;
  /** The time that it promises. */
  by: Date | null;
  /** To touch, where the channel shows such. */
  choices: string[];
}

@Injectable()
export class Queueing {
  constructor(
    private readonly settings: Settings,
    private readonly gate: SendGate,
  ) {}

  /** A handoff was just requested and its conversation stands in the queue. `meanwhile`: a line besides. */
  async enter(tx: Tx, held: Held, handoffId: string, teamId: string, meanwhile?: string): Promise<Notice> {
    const team = this.team(teamId);
    const now = new Date();
    const language = this.language(held);
    const there = isOpen(team.hours, team.timeZone, now) && (await this.anybody(tx, team));
    const place = there ? await readPlace(tx, held.id) : null;
    const expected = place && expectedWait(await pastWaits(tx, team.id), place.ahead, place.oldestSeconds);
    const long =
      !place || (expected !== null && expected.high >= this.settings.business().queue.choicesAfterMinutes * 60);
    const ways = long ? this.ways(held) : [];
    await openTicket(tx, {
      ...{ handoffId, conversationId: held.id, teamId, expected },
      ahead: place?.ahead ?? null,
      asks: ways.length > 0 ? 'way' : null,
    });
    const waiting = place
      ? { text: this.inQueue(held, place.ahead, expected), by: null }
      : this.away(held, teamId, now);
    const words = meanwhile ? `${waiting.text} ${meanwhile}` : waiting.text;
    return { by: waiting.by, text: listed(words, 'queue_ways', ways, language), choices: ways };
  }

  /** Never promises a person who is not there; says when somebody is, and by when they will have answered. */
  away(held: Held, teamId: string, now: Date): { text: string; by: Date | null } {
    const language = this.language(held);
    const team = this.team(teamId);
    if (isOpen(team.hours, team.timeZone, now)) return { text: text('nobody_here', language), by: null };
    const opening = nextOpening(team.hours, team.timeZone, now);
    const by = opening && openUntil(team.hours, team.timeZone, this.replyMinutes(held), opening);
    if (!opening || !by) return { text: text('handoff_unknown', language), by: null };
    const say = (at: Date): string => sayOpening(at, team.timeZone, now, language);
    return { text: text('handoff_closed', language, { opens: say(opening), by: say(by) }), by };
  }

  /**
   * Whether the assistant goes on answering what it knows while they wait: nobody of the team is there, and the matter is no
   * grave one. Whoever accepts ends it, as they end everything that the assistant does.
   */
  async assistantHelps(q: Queryable, conversationId: string): Promise<boolean> {
    if (!this.settings.business().queue.assistantHelps) return false;
    const [row] = await q.query<{ team_id: string; channel_account_id: string; priority: number; reason: string }>(
      `select c.team_id, c.channel_account_id, c.priority, h.reason from conversation c
         join handoff h on h.conversation_id = c.id and h.state in ('queued', 'offered')
        where c.id = $1 and c.status = 'open' and c.holder = 'queue'`,
      [conversationId],
      'queue_helps',
    );
    if (!row || row.priority >= GRAVE || !HELPED.includes(row.reason)) return false;
    if (this.settings.assistantMode(row.channel_account_id) !== 'answers') return false;
    const channel = this.gate.capabilities(this.settings.account(row.channel_account_id)?.channel ?? '');
    if (channel?.automaticAnswers !== null) return false;
    const team = this.team(row.team_id);
    return !isOpen(team.hours, team.timeZone, new Date()) || !(await this.anybody(q, team));
  }

  /** "You are next. Usually an answer takes 2-5 min." */
  place(held: Held, ahead: number, expected: Expected | null): string {
    const language = this.language(held);
    return [
      ahead === 0 ? text('queue_next', language) : text('queue_place', language, { count: String(ahead) }),
      ...(expected ? [text('queue_wait', language, { time: sayWait(expected) })] : []),
    ].join(' ');
  }

  /** A mail says none: it would be read when they are long past. */
  saysPlaces(held: Held): boolean {
    return this.channel(held)?.automaticAnswers === null;
  }

  /** What may be chosen instead of waiting here; nothing where automatic words are few. */
  ways(held: Held): string[] {
    if (!this.saysPlaces(held)) return [];
    const language = this.language(held);
    return [
      text('way_wait', language),
      text('way_later', language),
      ...(this.hasMailbox(held.front_team_id) ? [text('way_email', language)] : []),
    ];
  }

  /** Choices are sent to channels that show them. */
  content(held: Held, choices: readonly string[]): { content?: { choices: readonly string[] } } {
    return choices.length > 0 && this.channel(held)?.choices ? { content: { choices } } : {};
  }

  team(teamId: string): TeamSetting {
    return this.settings.team(teamId) ?? this.settings.fallbackTeam();
  }

  language(held: Held): string {
    return held.language ?? this.settings.business().languages[0] ?? 'en';
  }

  pace(held: Held): 'live' | 'slow' {
    return this.channel(held)?.pace === 'slow' ? 'slow' : 'live';
  }

  private inQueue(held: Held, ahead: number, expected: Expected | null): string {
    const person = text('handoff_open', this.language(held));
    return this.saysPlaces(held) ? `${person} ${this.place(held, ahead, expected)}` : person;
  }

  private anybody(q: Queryable, team: TeamSetting): Promise<boolean> {
    return anybodyThere(q, team.id, {
      phones: this.settings.switches().agentPhones,
      demo: this.settings.demoAllowed(),
      here: isHere('a'),
    });
  }

  /** After opening, those who wait longest are answered first: an hour, or the limit of an answer where that is longer. */
  private replyMinutes(held: Held): number {
    return Math.max(FIRST_HOUR, this.settings.business().replyMinutes[this.pace(held)]);
  }

  private hasMailbox(frontTeamId: string): boolean {
    return this.settings
      .accounts()
      .some(
        ({ id, active, channel }) => active && channel === 'email' && this.settings.frontTeam(id).id === frontTeamId,
      );
  }

  private channel(held: Held) {
    return this.gate.capabilities(this.settings.account(held.channel_account_id)?.channel ?? '');
  }
}

/** The words, and below them the numbered choices; the words alone without any. */
export function listed(
  words: string,
  key: 'queue_ways' | 'later_when',
  choices: readonly string[],
  language: string,
): string {
  if (choices.length === 0) return words;
  const lines = choices.map((choice, index) => `${index + 1} ${choice}`);
  return [[words, text(key, language)].filter(Boolean).join(' '), ...lines].join('\n');
}
