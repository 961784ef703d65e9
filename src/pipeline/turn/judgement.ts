/** Policy on one message: gathers what the pure decision reads, and stores what it decided. */
import { Injectable } from '@nestjs/common';
import type { Database, Tx } from '../../foundation/database/database';
import { isOpen } from '../../foundation/model/hours';
import { newId } from '../../foundation/model/ids';
import type { Circumstances, Decision, Heard } from '../../foundation/model/policy';
import { Settings } from '../../foundation/settings/settings';
import { decide } from '../../intelligence/escalation/decide';
import { Knowledge } from '../../intelligence/knowledge/knowledge';
import type { TurnView } from './view';

export interface Judgement {
  decision: Decision;
  circumstances: Circumstances;
  policyVersion: number;
}

@Injectable()
export class Judge {
  constructor(
    private readonly settings: Settings,
    private readonly knowledge: Knowledge,
  ) {}

  /** Decides on `message`; `circumstances` are what only an assistant's try brings to light. */
  judge(
    view: TurnView,
    message: Heard,
    circumstances: { language?: string; unreadable?: boolean; assistantFailure?: string; unknownAnswers?: number } = {},
  ): Judgement {
    const account = this.settings.account(view.accountId);
    const team = this.settings.team(view.frontTeamId) ?? this.settings.fallbackTeam();
    const { version, policy, bare } = this.settings.policy();
    const { probability, hits } = this.knowledge.nearest(message.text, {
      demo: this.settings.demoAllowed(),
      reader: { channel: account?.channel ?? '', signedIn: view.signedIn },
    });
    const history = view.heard.filter((earlier) => earlier.seq < message.seq);
    const read: Circumstances = {
      historyFrom: history[0]?.seq ?? message.seq,
      holder: view.holder,
      bare,
      language: circumstances.language ?? view.language ?? undefined,
      channel: account?.channel ?? '',
      account: account?.name ?? '',
      contactAttributes: view.contactAttributes,
      humanOffered: view.humanOffered,
      unknownAnswers: circumstances.unknownAnswers ?? view.unknownAnswers,
      attempts: view.attempts,
      assistantFailure: circumstances.assistantFailure ?? null,
      unreadable: circumstances.unreadable ?? false,
      hoursOpen: isOpen(team.hours, team.timeZone, new Date()),
      // No policy looks past the nearest one.
      nearest: { probability, hits: hits.slice(0, 1) },
    };
    return { decision: decide({ ...read, message, history }, policy), circumstances: read, policyVersion: version };
  }
}

export async function storeDecision(
  tx: Tx,
  conversationId: string,
  message: Heard,
  judgement: Judgement,
): Promise<string> {
  const { decision } = judgement;
  const id = newId();
  await tx.query(
    `insert into decision (id, conversation_id, message_id, seq, policy_version, outcome, reason, rule, evidence, evaluated, counterfactual,
                           circumstances)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      conversationId,
      message.id,
      message.seq,
      judgement.policyVersion,
      decision.outcome,
      decision.reason,
      decision.rule,
      JSON.stringify(decision.evidence),
      JSON.stringify(decision.evaluated),
      decision.counterfactual,
      JSON.stringify(judgement.circumstances),
    ],
    'decision_store',
  );
  return id;
}

/** Whether each contact message in (after, upTo] went through the policy, and whether one of them asked to offer a human. */
export async function readDecisions(
  db: Database,
  conversationId: string,
  after: number,
  upTo: number,
): Promise<{ seq: number; outcome: Decision['outcome'] }[]> {
  return db.query<{ seq: number; outcome: Decision['outcome'] }>(
    'select seq, outcome from decision where conversation_id = $1 and seq > $2 and seq <= $3',
    [conversationId, after, upTo],
    'decision_outcomes',
  );
}
