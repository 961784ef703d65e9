/** The clocks of a conversation, by its team's hours and the pace of its channel. */
import { Injectable } from '@nestjs/common';
import { clocks, type Clock, type Wait } from '../../foundation/model/clocks';
import { Settings } from '../../foundation/settings/settings';
import { SendGate } from '../delivery/gate';

@Injectable()
export class Clocks {
  constructor(
    private readonly settings: Settings,
    private readonly gate: SendGate,
  ) {}

  of(wait: Wait & { teamId: string; channel: string }): Clock[] {
    const { firstReplyMinutes, replyMinutes, resolutionMinutes } = this.settings.business();
    const pace = this.gate.capabilities(wait.channel)?.pace === 'slow' ? 'slow' : 'live';
    const { hours, timeZone } = this.settings.team(wait.teamId) ?? this.settings.fallbackTeam();
    const targets = { first: firstReplyMinutes[pace], next: replyMinutes[pace], resolution: resolutionMinutes[pace] };
    return clocks(wait, targets, hours, timeZone);
  }
}
