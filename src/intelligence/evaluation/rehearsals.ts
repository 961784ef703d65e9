/** Rehearsals in the running house: its articles, its assistant, one of its accounts; nothing is stored or sent. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { Fault } from '../../foundation/model/fault';
import { isOpen } from '../../foundation/model/hours';
import type { Policy } from '../../foundation/model/policy';
import { instructionsOf } from '../../foundation/config/business-settings';
import { Settings } from '../../foundation/settings/settings';
import { ASSISTANT, type Assistant } from '../assistant/assistant';
import { EmbeddedAssistant } from '../assistant/embedded-assistant';
import { Knowledge, type Scope } from '../knowledge/knowledge';
import { rehearse, type Rehearsed, type RehearsedTurn } from './rehearsal';

/** A model that hangs is given up; the embedded assistant answers instead. */
const DEADLINE_MS = 45_000;

@Injectable()
export class Rehearsals {
  constructor(
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
    private readonly knowledge: Knowledge,
    @Inject(ASSISTANT) private readonly assistant: Assistant,
    private readonly embedded: EmbeddedAssistant,
  ) {}

  /** `policy`: a draft to be tried in place of the one in force. */
  play(accountId: string, before: Rehearsed, text: string, policy?: Policy): Promise<RehearsedTurn> {
    const account = this.settings.account(accountId);
    if (!account) throw new Fault('not-found', 'There is no such account.');
    const capabilities = this.channels.get(account.channel)?.capabilities;
    const team = this.settings.frontTeam(accountId);
    const business = this.settings.business();
    // A rehearsing customer is a stranger.
    const scope: Scope = { demo: this.settings.demoAllowed(), reader: { channel: account.channel, signedIn: false } };
    return rehearse(
      {
        policy: policy ?? this.settings.policy().policy,
        assistant: this.assistant,
        embedded: this.embedded,
        nearest: (words) => this.knowledge.nearest(words, scope),
        search: (query) => this.knowledge.search(query, scope, 3),
        channel: {
          kind: account.channel,
          markup: capabilities?.text.markup ?? 'plain',
          advisedLength: capabilities?.text.advisedLength ?? 320,
        },
        account: account.name,
        contactAttributes: {},
        hoursOpen: isOpen(team.hours, team.timeZone, new Date()),
        businessName: business.name,
        instructions: (language) => instructionsOf(business, account.channel, language),
        teams: this.settings.teams().map(({ name }) => name),
      },
      before,
      text,
      AbortSignal.timeout(DEADLINE_MS),
    );
  }
}
