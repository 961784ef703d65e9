/** How an admin changes anything: the change and its audit entry commit together, then everybody is told, then the answer is given. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { QueryResultRow } from 'pg';
import type { Tx } from '../../foundation/database/database';
import { Events, type Fact } from '../../foundation/events/events';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { audit } from '../auth/audit';
import type { SignedIn } from '../auth/sessions';

export type Topic = Extract<Fact, { kind: 'settings' }>['what'];

export interface Entry {
  action: string;
  subjectKind: string;
  subjectId: string;
  /** What it was; left out for something new. */
  before?: unknown;
  after?: unknown;
}

/** One open change: entities and hand-written SQL in the same transaction. */
export interface Change {
  entities: EntityManager;
  tx: Tx;
  /** Writes the audit entry; a change without one is refused. */
  record: (entry: Entry) => Promise<void>;
}

@Injectable()
export class Changes {
  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
    private readonly settings: Settings,
  ) {}

  /** Resolves when this process already works by the new settings; the other replicas hear of it at the same moment. */
  async make<T>(me: SignedIn, what: Topic, work: (change: Change) => Promise<T>): Promise<T> {
    const waiting: (() => void)[] = [];
    let recorded = 0;
    const value = await this.source.transaction(async (entities) => {
      const tx = transactionOf(entities, waiting);
      const record = async (entry: Entry): Promise<void> => {
        recorded += 1;
        await audit(tx, { ...entry, agentId: me.agentId, actor: me.name });
      };
      const result = await work({ entities, tx, record });
      if (recorded === 0) throw new Error(`a change of ${what} was not recorded`);
      return result;
    });
    for (const then of waiting) then();
    this.events.tell({ kind: 'settings', what });
    await this.settings.reload();
    return value;
  }
}

/** The port of hand-written SQL, on the transaction that TypeORM opened. */
function transactionOf(entities: EntityManager, waiting: (() => void)[]): Tx {
  const { queryRunner } = entities;
  if (!queryRunner) throw new Error('not inside a transaction');
  return {
    async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      const result = await queryRunner.query(text, [...values], true);
      return result.records as R[];
    },
    afterCommit: (work) => waiting.push(work),
  };
}

/** Turns a refusal of a unique index into words; anything else goes on as it is. */
export function taken(constraint: string, message: string): (error: unknown) => never {
  return (error) => {
    const { code, constraint: named } = error as { code?: string; constraint?: string };
    if (code === '23505' && named === constraint) throw new Fault('conflict', message, { cause: error });
    throw error;
  };
}

/** Throws every fault at once, as the schemas do. */
export function refuseFaults(errors: readonly string[]): void {
  if (errors.length > 0) {
    throw new Fault('invalid', 'The request has faults; nothing was changed.', { errors: [...errors] });
  }
}
