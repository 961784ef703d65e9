/**
 * The policy time machine: an edited policy is asked about every decision of the last days, beside the policy in force, on the same
 * stored words and circumstances. Each conversation counts up to its first difference: what came after would have gone otherwise.
 *
 * It walks the decisions in the order of their ids, which is that of time, a page per transaction; where it stands, its counts and
 * what it found commit together, so that a run survives a restart and counts nothing twice.
 */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Fault } from '../../foundation/model/fault';
import { floorId, newId } from '../../foundation/model/ids';
import type { Circumstances, Decision, Policy, Ruling } from '../../foundation/model/policy';
import { Settings } from '../../foundation/settings/settings';
import { decide } from '../../intelligence/escalation/decide';
import { difference, escalates, rulingOf, type Difference } from './compare';
import { recordedInput } from './recorded';

/** Decisions of one transaction: some tenths of a second. */
const PAGE = 100;
/** Then other work of this worker has its turn, and a process that ends loses nothing. */
const SLICE_MS = 1_000;
const ATTEMPTS = 3;
const DAY_MS = 86_400_000;
/** Older runs go when a new one begins. */
const KEPT = 20;

/** Handoffs of one team in one hour of its day, 0 to 23. */
export interface Load {
  team: string;
  hour: number;
  before: number;
  after: number;
}

interface TrialRow {
  state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  before: Policy;
  after: Policy;
  to_id: string;
  cursor_id: string;
  load: Load[];
}

interface DecisionRow {
  id: string;
  conversation_id: string;
  message_id: string | null;
  seq: number;
  circumstances: Circumstances | null;
  created_at: Date;
  front_team_id: string;
  /** STOP, START, or written by a machine: whatever the policy said of it, nothing followed. */
  mute: boolean;
  /** A difference was found before. */
  over: boolean;
}

interface Found {
  conversation_id: string;
  decision_id: string;
  message_id: string;
  seq: number;
  kind: Difference;
  before: Ruling;
  after: Ruling;
}

@Injectable()
export class Trials implements OnModuleInit {
  private readonly log = new Logger(Trials.name);

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('policy-trial', (job, signal) => this.run(job, signal), { attempts: ATTEMPTS });
  }

  /** `after` must have passed the checks of a policy that is published. Answers the run's id. */
  async start(agentId: string, after: Policy, days: number): Promise<string> {
    const now = Date.now();
    const id = newId(now);
    const [from, to] = [floorId(now - days * DAY_MS), floorId(now + 1)];
    const { version, policy } = this.settings.policy();
    await this.db.transaction(async (tx) => {
      await tx.query('lock table policy_trial in share row exclusive mode');
      const live = await tx.query(`select 1 from policy_trial where state in ('queued', 'running')`);
      if (live.length > 0) throw new Fault('conflict', 'Another run is under way: wait until it ends, or cancel it.');
      await tx.query(
        `delete from policy_trial where id not in (select id from policy_trial order by id desc limit ${KEPT - 1})`,
      );
      await tx.query(
        `insert into policy_trial (id, base_version, before, after, days, from_id, to_id, cursor_id, agent_id, total)
         values ($1, $2, $3, $4, $5, $6, $7, $6, $8, (select count(*) from decision where id > $6 and id < $7))`,
        [id, version, JSON.stringify(policy), JSON.stringify(after), days, from, to, agentId],
      );
      await this.jobs.enqueue(tx, [{ lane: 'policy-trial', kind: 'policy-trial', payload: { trialId: id } }]);
    });
    return id;
  }

  /** False: it had ended before, or there is none. */
  async cancel(id: string): Promise<boolean> {
    const rows = await this.db.query(
      `update policy_trial set state = 'cancelled', ended_at = now() where id = $1 and state in ('queued', 'running') returning id`,
      [id],
    );
    return rows.length > 0;
  }

  private async run(job: RunningJob, signal: AbortSignal): Promise<void> {
    const id = String(job.payload['trialId']);
    const until = Date.now() + SLICE_MS;
    try {
      while (!signal.aborted && Date.now() < until) {
        const ended = await this.db.transaction((tx) => this.page(tx, id));
        if (ended) return;
      }
    } catch (error) {
      if (job.attempts + 1 >= ATTEMPTS) {
        await this.db.query(
          `update policy_trial set state = 'failed', ended_at = now() where id = $1 and ended_at is null`,
          [id],
        );
        this.log.error({ event: 'policy-trial.failed', trialId: id });
      }
      throw error;
    }
    throw new Defer(new Date());
  }

  /** One page further; true at the end. */
  private async page(tx: Tx, id: string): Promise<boolean> {
    const [trial] = await tx.query<TrialRow>(
      `select state, before, after, to_id, cursor_id, load from policy_trial
        where id = $1 and state in ('queued', 'running') for update`,
      [id],
    );
    if (!trial) return true;
    const rows = await tx.query<DecisionRow>(
      `select d.id, d.conversation_id, d.message_id, d.seq, d.circumstances, d.created_at, c.front_team_id,
              coalesce(m.content ?| array['consent', 'automatic'], false) as mute,
              exists (select from policy_difference p where p.trial_id = $1 and p.conversation_id = d.conversation_id) as over
         from decision d join conversation c on c.id = d.conversation_id left join message m on m.id = d.message_id
        where d.id > $2 and d.id < $3 order by d.id limit ${PAGE}`,
      [id, trial.cursor_id, trial.to_id],
    );
    const found = new Map<string, Found>();
    const load = new Map(trial.load.map((entry) => [`${entry.hour} ${entry.team}`, entry]));
    const count = { compared: 0, leftOut: 0 };
    for (const row of rows) {
      if (row.over || row.mute || found.has(row.conversation_id)) continue;
      if (row.circumstances && row.circumstances.holder !== 'assistant') continue;
      const input = row.circumstances && (await recordedInput(tx, row.conversation_id, row.seq, row.circumstances));
      if (!input || row.message_id === null) {
        count.leftOut += 1;
        continue;
      }
      count.compared += 1;
      const before = decide(input, trial.before);
      const after = decide(input, trial.after);
      this.carry(load, row, before, 'before');
      this.carry(load, row, after, 'after');
      const kind = difference(before, after);
      if (!kind) continue;
      found.set(row.conversation_id, {
        conversation_id: row.conversation_id,
        decision_id: row.id,
        message_id: row.message_id,
        seq: row.seq,
        kind,
        before: rulingOf(before),
        after: rulingOf(after),
      });
    }
    const all = [...found.values()];
    await tx.query(
      `insert into policy_difference (trial_id, conversation_id, decision_id, message_id, seq, kind, before, after)
       select $1, f.conversation_id, f.decision_id, f.message_id, f.seq, f.kind, f.before, f.after
         from jsonb_to_recordset($2) as f(conversation_id uuid, decision_id uuid, message_id uuid, seq int, kind text, before jsonb, after jsonb)`,
      [id, JSON.stringify(all)],
    );
    const last = rows.length < PAGE;
    const of = (kind: Difference): number => all.filter((one) => one.kind === kind).length;
    await tx.query(
      `update policy_trial set cursor_id = $2, seen = seen + $3, compared = compared + $4, left_out = left_out + $5, newly = newly + $6,
              no_longer = no_longer + $7, moved = moved + $8, offers = offers + $9, load = $10,
              state = case when $11 then 'done' else 'running' end, ended_at = case when $11 then now() end
        where id = $1`,
      [
        id,
        rows.at(-1)?.id ?? trial.cursor_id,
        rows.length,
        count.compared,
        count.leftOut,
        of('newly'),
        of('no_longer'),
        of('moved'),
        of('offers'),
        JSON.stringify([...load.values()]),
        last,
      ],
    );
    return last;
  }

  private carry(load: Map<string, Load>, row: DecisionRow, decision: Decision, side: 'before' | 'after'): void {
    if (!escalates(decision)) return;
    const named = decision.team === null ? undefined : this.settings.teamByName(decision.team);
    const team = named ?? this.settings.team(row.front_team_id) ?? this.settings.fallbackTeam();
    const { hour } = DateTime.fromJSDate(row.created_at, { zone: team.timeZone });
    const key = `${hour} ${team.name}`;
    const entry = load.get(key) ?? { team: team.name, hour, before: 0, after: 0 };
    entry[side] += 1;
    load.set(key, entry);
  }
}
