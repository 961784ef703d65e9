/** Whether anybody would answer a visitor now: the assistant, or a person who is there. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { isOpen } from '../../foundation/model/hours';
import { isHere } from '../../foundation/model/presence';
import { Settings } from '../../foundation/settings/settings';

@Injectable()
export class Attendance {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  /** True: what is written now waits until somebody is back. */
  async nobody(accountId: string): Promise<boolean> {
    if (this.settings.assistantMode(accountId) === 'answers') return false;
    const team = this.settings.frontTeam(accountId);
    if (!isOpen(team.hours, team.timeZone, new Date())) return true;
    const there = await this.db.query(
      `select 1 from team_member t join agent a on a.id = t.agent_id and a.disabled_at is null
        where t.team_id = $1 and (${isHere('a')} or ($2 and exists (
          select from agent_endpoint e where e.agent_id = a.id and e.verified_at is not null and e.stopped_at is null)))
        limit 1`,
      [team.id, this.settings.switches().agentPhones],
      'widget_attendance',
    );
    return there.length === 0;
  }
}
