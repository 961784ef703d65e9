/** The law of a conversation: who holds it, what may happen next. Pure; the database keeps the same law as constraints. */

export type Holder = 'assistant' | 'queue' | 'agent';
export type Status = 'open' | 'snoozed' | 'closed';

export interface ConversationState {
  holder: Holder;
  status: Status;
  /** Raised by one at each change of holder; what was begun under an older epoch may not be sent. */
  holderEpoch: number;
  assigneeId: string | null;
  teamId: string;
}

export type Command =
  | { kind: 'request-handoff'; teamId: string }
  | { kind: 'accept'; agentId: string }
  | { kind: 'take-over'; agentId: string }
  | { kind: 'return' }
  | { kind: 'cancel-handoff' }
  | { kind: 'transfer'; teamId: string }
  | { kind: 'release' } // the agent's offer or shift ended: back to the queue of the same team
  | { kind: 'close' }
  | { kind: 'reopen' }
  | { kind: 'snooze' }
  | { kind: 'wake' };

export type Verdict = { ok: true; next: ConversationState } | { ok: false; reason: string };

const refuse = (reason: string): Verdict => ({ ok: false, reason });

/** What `command` makes of `state`, or why it may not be. Repeating a command that already holds is refused, never doubled. */
export function apply(state: ConversationState, command: Command): Verdict {
  const closed = state.status === 'closed';
  const to = (holder: Holder, change: Partial<ConversationState> = {}): Verdict => {
    const moved = holder !== state.holder || change.assigneeId !== undefined;
    return {
      ok: true,
      next: {
        ...state,
        status: 'open',
        ...change,
        holder,
        assigneeId: holder === 'agent' ? (change.assigneeId ?? state.assigneeId) : null,
        holderEpoch: state.holderEpoch + (moved ? 1 : 0),
      },
    };
  };

  if (closed && command.kind !== 'reopen' && command.kind !== 'take-over') {
    return refuse('The conversation is closed.');
  }
  switch (command.kind) {
    case 'request-handoff':
      if (state.holder === 'agent') return refuse('An agent already holds the conversation.');
      if (state.holder === 'queue' && state.teamId === command.teamId) return refuse('It already waits for this team.');
      return to('queue', { teamId: command.teamId });
    case 'accept':
      if (state.holder !== 'queue') {
        return refuse(state.holder === 'agent' ? 'A colleague was faster.' : 'The assistant has it again.');
      }
      return to('agent', { assigneeId: command.agentId });
    case 'take-over':
      if (state.holder === 'agent' && state.assigneeId === command.agentId) return refuse('You already hold it.');
      return to('agent', { assigneeId: command.agentId });
    case 'return':
      if (state.holder !== 'agent') return refuse('No agent holds the conversation.');
      return to('assistant');
    case 'cancel-handoff':
      if (state.holder !== 'queue') return refuse('No handoff waits.');
      return to('assistant');
    case 'transfer':
      if (state.holder === 'queue' && state.teamId === command.teamId) return refuse('It already waits for this team.');
      return to('queue', { teamId: command.teamId });
    case 'release':
      if (state.holder !== 'agent') return refuse('No agent holds the conversation.');
      return to('queue');
    case 'close':
      return to('assistant', { status: 'closed' });
    case 'reopen':
      if (!closed) return refuse('The conversation is open.');
      return to('assistant');
    case 'snooze':
      if (state.holder !== 'agent') return refuse('Only what an agent holds can be snoozed.');
      if (state.status === 'snoozed') return refuse('The conversation is snoozed already.');
      return { ok: true, next: { ...state, status: 'snoozed' } };
    case 'wake':
      if (state.status !== 'snoozed') return refuse('The conversation is not snoozed.');
      return { ok: true, next: { ...state, status: 'open' } };
  }
}
