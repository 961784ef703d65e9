/** The alerts, as agents and admins see them. */
import { Controller, Get, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Alerts } from '../http/contract';
import { Describe } from '../http/describe';
import { reportAlerts } from './alert-figures';
import { failingAccounts, overdueHandoffs, webhooksOff } from './alerts';

@Controller('api/alerts')
export class AlertsController implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    reportAlerts({
      failing: () => failingAccounts(this.db),
      overdue: () => overdueHandoffs(this.db, this.settings, new Date(), null),
    });
  }

  @Get()
  @Describe({
    summary:
      'Accounts that do not work and handoffs that wait too long, of the teams I see; webhooks that were switched off',
    answer: Alerts,
  })
  async alerts(@Me() me: SignedIn): Promise<Alerts> {
    const admin = me.role === 'admin';
    const teamIds = admin ? null : await this.teamsOf(me.agentId);
    const [failing, overdue, off] = await Promise.all([
      failingAccounts(this.db),
      overdueHandoffs(this.db, this.settings, new Date(), teamIds),
      admin ? webhooksOff(this.db) : [],
    ]);
    return {
      accounts: failing
        .filter((account) => !teamIds || teamIds.includes(this.settings.frontTeam(account.id).id))
        .map(({ detail, since, ...account }) => ({
          ...account,
          detail: admin ? detail : null,
          since: since?.toISOString() ?? null,
        })),
      overdue: overdue.map(({ teamId, name, count, oldestSince }) => ({
        team: { id: teamId, name },
        count,
        oldestSince: oldestSince.toISOString(),
      })),
      webhooks: off.map(({ since, ...webhook }) => ({ ...webhook, since: since?.toISOString() ?? null })),
      overdueMinutes: this.settings.business().overdueMinutes,
    };
  }

  private async teamsOf(agentId: string): Promise<string[]> {
    const rows = await this.db.query<{ team_id: string }>(
      'select team_id from team_member where agent_id = $1',
      [agentId],
      'alerts_teams',
    );
    return rows.map((row) => row.team_id);
  }
}
