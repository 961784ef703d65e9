/** The escalation policy as published versions: each one is checked whole, numbered, signed, and never changed again. */
import { Injectable } from '@nestjs/common';
import { PolicyFile } from '../../foundation/config/business-schema';
import { readPolicy, writePolicy } from '../../foundation/config/policy-yaml';
import { Database, type Queryable } from '../../foundation/database/database';
import { Policy as PolicyRow } from '../../foundation/model/entities/policy.entity';
import { Fault } from '../../foundation/model/fault';
import type { Policy } from '../../foundation/model/policy';
import { Settings } from '../../foundation/settings/settings';
import { policyChanges } from '../../intelligence/escalation/policy-changes';
import { policyFaults } from '../../intelligence/escalation/policy-faults';
import type { SignedIn } from '../auth/sessions';
import { faultLines } from '../http/checked';
import type { PolicyEdit, PolicyVersion, PolicyView } from '../http/contract';
import { NUMBER_PART, readCursor, writeCursor } from '../http/cursor';
import { Changes, refuseFaults, taken, type Change } from './changes';

const NEWER = 'Somebody published a newer version meanwhile. Read it, then make your change again.';
const UNTRIED =
  'No finished trial has shown what this policy changes. Try it on past conversations first, or publish it untried.';

interface Row {
  version: number;
  policy: PolicyEdit;
  publishedAt: Date;
  publishedBy: string | null;
  demo: boolean;
}

@Injectable()
export class Policies {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
  ) {}

  current(): Promise<PolicyView> {
    return latest(this.db);
  }

  async publish(me: SignedIn, basedOn: number, edit: PolicyEdit, untried: boolean): Promise<PolicyView> {
    const body = this.check(edit);
    return this.changes.make(me, 'policy', async (change) => {
      const before = await current(change, basedOn);
      const tried = await hasTrial(change.tx, basedOn, body);
      if (!tried && !untried) throw new Fault('conflict', UNTRIED);
      return this.next(me, change, before, body, 'policy.published', tried ? {} : { untried: true });
    });
  }

  /** An older version becomes the newest, as a version of its own. */
  async restore(me: SignedIn, basedOn: number, version: number): Promise<PolicyView> {
    return this.changes.make(me, 'policy', async (change) => {
      const before = await current(change, basedOn);
      const body = this.check((await one(change.tx, version)).policy);
      return this.next(me, change, before, body, 'policy.restored', { restored: version });
    });
  }

  /** Newest first. */
  async versions(cursor: string | undefined, limit: number): Promise<{ items: PolicyVersion[]; next: string | null }> {
    const [below] = cursor === undefined ? [] : readCursor(cursor, [NUMBER_PART]);
    const rows = await this.db.query<Row & { body: Policy; previous: Policy | null }>(
      `select p.version, p.body, earlier.body as previous, p.published_at as "publishedAt", g.name as "publishedBy", p.demo
         from policy p left join agent g on g.id = p.agent_id
         left join lateral (select e.body from policy e where e.version < p.version order by e.version desc limit 1) earlier on true
        where $1::int is null or p.version < $1 order by p.version desc limit $2`,
      [below ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(({ version, body, previous, publishedAt, publishedBy, demo }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
      publishedBy,
      demo,
      changes: previous ? policyChanges(previous, body) : [],
    }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.version]) : null };
  }

  /** In the form of config/policy.yaml. */
  async yaml(version: number): Promise<string> {
    const { policy: stored, publishedAt, publishedBy } = await one(this.db, version);
    const { languages: _elsewhere, ...policy } = this.check(stored);
    const by = publishedBy === null ? '' : ` by ${publishedBy}`;
    return writePolicy(PolicyFile.parse(policy), [
      `The escalation policy, version ${version}, published ${publishedAt.toISOString()}${by}.`,
      'The languages are not in it: they stand in business.yaml.',
    ]);
  }

  /** A file as a draft: nothing is published. The languages stay those in force. */
  async read(text: string): Promise<PolicyEdit> {
    const faults: string[] = [];
    const read = readPolicy(text, faults);
    refuseFaults(faults);
    if (!read) throw new Fault('invalid', 'This is no policy.');
    const { languages } = (await latest(this.db)).policy;
    // Through JSON, as a request would be: what is left out is not there.
    return JSON.parse(JSON.stringify(this.check({ ...asEdit(read), languages }))) as PolicyEdit;
  }

  /** The laws that no policy may switch off, its own sense, and the teams it names: every fault at once. */
  check({ languages, ...edit }: PolicyEdit): Policy {
    const read = PolicyFile.safeParse(edit);
    const teams = [
      ...Object.entries(edit.topics).map(([reason, topic]) => [`topics.${reason}.team`, topic.team] as const),
      ...edit.rules.map((rule, index) => [`rules.${index}.then.team`, rule.then.team] as const),
    ];
    const unknown = teams.flatMap(([field, team]) =>
      team === undefined || this.settings.teamByName(team) ? [] : [`${field}: there is no team "${team}"`],
    );
    if (!read.success) {
      refuseFaults([...faultLines(read.error, 'policy'), ...unknown]);
      throw new Fault('invalid', 'The policy has faults.', { cause: read.error });
    }
    const policy: Policy = { ...read.data, languages };
    refuseFaults([...policyFaults(policy), ...unknown]);
    return policy;
  }

  private async next(
    me: SignedIn,
    { entities, tx, record }: Change,
    before: PolicyView,
    body: Policy,
    action: string,
    more: object,
  ): Promise<PolicyView> {
    const version = before.version + 1;
    await entities.insert(PolicyRow, { version, body, agentId: me.agentId }).catch(taken('policy_pkey', NEWER));
    await record({
      action,
      subjectKind: 'policy',
      subjectId: String(version),
      before: { version: before.version, policy: before.policy },
      after: { version, policy: body, ...more },
    });
    return latest(tx);
  }
}

/** A finished run of the very same policy against the version that it changes. */
async function hasTrial(q: Queryable, basedOn: number, body: Policy): Promise<boolean> {
  const rows = await q.query(
    `select 1 from policy_trial where state = 'done' and base_version = $1 and after = $2::jsonb limit 1`,
    [basedOn, JSON.stringify(body)],
  );
  return rows.length > 0;
}

async function current({ tx }: Change, basedOn: number): Promise<PolicyView> {
  const before = await latest(tx);
  if (before.version !== basedOn) throw new Fault('conflict', NEWER);
  return before;
}

const SELECT = `select p.version, p.body as policy, p.published_at as "publishedAt", g.name as "publishedBy", p.demo
  from policy p left join agent g on g.id = p.agent_id`;

async function latest(q: Queryable): Promise<PolicyView> {
  const [row] = await q.query<Row>(`${SELECT} order by p.version desc limit 1`);
  if (!row) throw new Fault('unavailable', 'There is no policy yet: run `npm run baton -- seed`.');
  return { ...row, publishedAt: row.publishedAt.toISOString() };
}

async function one(q: Queryable, version: number): Promise<Row> {
  const [row] = await q.query<Row>(`${SELECT} where p.version = $1`, [version]);
  if (!row) throw new Fault('not-found', `There is no version ${version} of the policy.`);
  return row;
}

function asEdit(policy: Omit<Policy, 'languages'>): Omit<PolicyEdit, 'languages'> {
  const topics = Object.entries(policy.topics).map(([reason, topic]) => [reason, topic] as const);
  return { ...policy, topics: Object.fromEntries(topics) };
}
