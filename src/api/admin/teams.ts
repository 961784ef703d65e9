/** Teams: names, hours, members; exactly one of them catches what no mapping names. */
import { Injectable } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { Database, type Queryable } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { TeamMember } from '../../foundation/model/entities/team-member.entity';
import { TeamRouting } from '../../foundation/config/team-routing';
import { TeamSurvey } from '../../foundation/config/team-survey';
import { Team } from '../../foundation/model/entities/team.entity';
import { Fault } from '../../foundation/model/fault';
import { isOpen, nextOpening, type Hours } from '../../foundation/model/hours';
import { newId } from '../../foundation/model/ids';
import type { SignedIn } from '../auth/sessions';
import type { TeamEdit, TeamView } from '../http/contract';
import { Changes, refuseFaults, taken, type Change } from './changes';

interface Row {
  id: string;
  name: string;
  timeZone: string;
  hours: Hours;
  routing: unknown;
  survey: unknown;
  isFallback: boolean;
  memberIds: string[];
  waiting: number;
}

const NAME_TAKEN = taken('team_name', 'Another team has this name.');

@Injectable()
export class Teams {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly events: Events,
  ) {}

  async list(): Promise<TeamView[]> {
    const now = new Date();
    return (await this.read(this.db, null)).map((row) => view(row, now));
  }

  async create(me: SignedIn, edit: TeamEdit): Promise<TeamView> {
    return this.changes.make(me, 'teams', async (change) => {
      await this.check(change, edit);
      const id = newId();
      const { name, timeZone, hours } = edit;
      await change.entities.insert(Team, { id, name, timeZone, hours: { ...hours } }).catch(NAME_TAKEN);
      if (edit.isFallback) await this.makeFallback(change, id);
      await this.setRouting(change, id, edit);
      await this.setMembers(change, id, edit.memberIds);
      const after = await this.one(change.tx, id);
      await change.record({ action: 'team.created', subjectKind: 'team', subjectId: id, after });
      return view(after, new Date());
    });
  }

  async edit(me: SignedIn, id: string, edit: TeamEdit): Promise<TeamView> {
    return this.changes.make(me, 'teams', async (change) => {
      const before = await this.one(change.tx, id);
      await this.check(change, edit);
      if (before.isFallback && edit.isFallback === false) {
        throw new Fault(
          'conflict',
          'One team must catch what no mapping names: make another team the fallback instead.',
        );
      }
      const { name, timeZone, hours } = edit;
      await change.entities.update(Team, id, { name, timeZone, hours: { ...hours }, demo: false }).catch(NAME_TAKEN);
      if (edit.isFallback && !before.isFallback) await this.makeFallback(change, id);
      await this.setRouting(change, id, edit);
      await this.setMembers(change, id, edit.memberIds);
      const after = await this.one(change.tx, id);
      await change.record({ action: 'team.changed', subjectKind: 'team', subjectId: id, before, after });
      return view(after, new Date());
    });
  }

  /** Archived, never deleted: transcripts keep its name. */
  async archive(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'teams', async (change) => {
      const before = await this.one(change.tx, id);
      if (before.isFallback)
        throw new Fault('conflict', 'The fallback team cannot be removed: make another one the fallback first.');
      const [use] = await change.tx.query<{ accounts: string[]; open: number }>(
        `select array(select name from channel_account where team_id = $1 order by name) as accounts,
                (select count(*)::int from conversation where team_id = $1 and status <> 'closed') as open`,
        [id],
      );
      if (use && use.accounts.length > 0) {
        throw new Fault(
          'conflict',
          `Channel accounts map to this team (${use.accounts.join(', ')}): map them to another team first.`,
        );
      }
      if (use && use.open > 0) {
        throw new Fault(
          'conflict',
          `${use.open} conversations of this team are open: hand them to another team or close them first.`,
        );
      }
      await change.entities.update(Team, id, { archivedAt: new Date() });
      await this.setMembers(change, id, []);
      await change.record({ action: 'team.archived', subjectKind: 'team', subjectId: id, before });
    });
  }

  private async check(change: Change, edit: TeamEdit): Promise<void> {
    const errors = hoursFaults(edit);
    if (!IANAZone.isValidZone(edit.timeZone)) errors.push('timeZone: not a time zone such as Europe/Berlin');
    const known = await change.tx.query<{ id: string }>('select id from agent where id = any($1::uuid[])', [
      edit.memberIds,
    ]);
    const ids = new Set(known.map((row) => row.id));
    edit.memberIds.forEach((memberId, index) => {
      if (!ids.has(memberId)) errors.push(`memberIds.${index}: there is no such agent`);
    });
    await this.checkLead(change, edit, errors);
    refuseFaults(errors);
  }

  private async setRouting({ tx }: Change, id: string, { routing, survey }: TeamEdit): Promise<void> {
    if (routing) await tx.query('update team set routing = $2 where id = $1', [id, JSON.stringify(routing)]);
    if (survey) await tx.query('update team set survey = $2 where id = $1', [id, JSON.stringify(survey)]);
  }

  private async checkLead({ tx }: Change, { routing }: TeamEdit, errors: string[]): Promise<void> {
    if (!routing?.leadId) return;
    const lead = await tx.query('select 1 from agent where id = $1 and disabled_at is null', [routing.leadId]);
    if (lead.length === 0) errors.push('routing.leadId: there is no such active agent');
  }

  private async makeFallback({ entities }: Change, id: string): Promise<void> {
    // The unique index allows one at any moment: the old one steps down first.
    await entities.update(Team, { isFallback: true }, { isFallback: false });
    await entities.update(Team, id, { isFallback: true });
  }

  private async setMembers({ entities, tx }: Change, teamId: string, memberIds: readonly string[]): Promise<void> {
    const before = (await entities.findBy(TeamMember, { teamId })).map((member) => member.agentId);
    const wanted = new Set(memberIds);
    const gone = before.filter((agentId) => !wanted.has(agentId));
    const come = [...wanted].filter((agentId) => !before.includes(agentId));
    for (const agentId of gone) await entities.delete(TeamMember, { teamId, agentId });
    await entities.insert(
      TeamMember,
      come.map((agentId) => ({ teamId, agentId })),
    );
    // What they may see has changed: their open sockets look again.
    this.events.publish(tx, ...[...gone, ...come].map((agentId) => ({ kind: 'access' as const, agentId })));
  }

  private async one(q: Queryable, id: string): Promise<Row> {
    const [row] = await this.read(q, id);
    if (!row) throw new Fault('not-found', 'There is no such team.');
    return row;
  }

  private read(q: Queryable, id: string | null): Promise<Row[]> {
    return q.query<Row>(
      `select t.id, t.name, t.time_zone as "timeZone", t.hours, t.routing, t.survey, t.is_fallback as "isFallback",
              array(select m.agent_id from team_member m where m.team_id = t.id order by m.agent_id) as "memberIds",
              (select count(*)::int from conversation c
                where c.team_id = t.id and c.status = 'open' and c.holder = 'queue') as waiting
         from team t where t.archived_at is null and ($1::uuid is null or t.id = $1) order by lower(t.name)`,
      [id],
    );
  }
}

function view(row: Row, now: Date): TeamView {
  const opening = nextOpening(row.hours, row.timeZone, now);
  return {
    ...row,
    routing: TeamRouting.parse(row.routing),
    survey: TeamSurvey.parse(row.survey),
    open: isOpen(row.hours, row.timeZone, now),
    nextOpening: opening?.toISOString() ?? null,
  };
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What the pattern of the contract lets through and a clock does not. */
function hoursFaults({ hours }: TeamEdit): string[] {
  return hours.weekly.flatMap(({ from, to }, index) => [
    ...(CLOCK.test(from) && from !== '24:00' ? [] : [`hours.weekly.${index}.from: not a time of day`]),
    ...(CLOCK.test(to) ? [] : [`hours.weekly.${index}.to: not a time of day`]),
    ...(from === to ? [`hours.weekly.${index}: begins when it ends; for the whole day write 00:00 to 24:00`] : []),
  ]);
}
