/** The law of a conversation, walked by generated sequences of commands. */
import fc from 'fast-check';
import { apply, type Command, type ConversationState } from '../../src/foundation/model/conversation';

const agent = fc.constantFrom('agent-1', 'agent-2', 'agent-3');
const team = fc.constantFrom('team-1', 'team-2');
const command: fc.Arbitrary<Command> = fc.oneof(
  team.map((teamId) => ({ kind: 'request-handoff' as const, teamId })),
  agent.map((agentId) => ({ kind: 'accept' as const, agentId })),
  agent.map((agentId) => ({ kind: 'take-over' as const, agentId })),
  team.map((teamId) => ({ kind: 'transfer' as const, teamId })),
  fc.constantFrom<Command>(
    { kind: 'return' },
    { kind: 'cancel-handoff' },
    { kind: 'release' },
    { kind: 'close' },
    { kind: 'reopen' },
    { kind: 'snooze' },
    { kind: 'wake' },
  ),
);
const fresh: ConversationState = {
  holder: 'assistant',
  status: 'open',
  holderEpoch: 0,
  assigneeId: null,
  teamId: 'team-1',
};

function walk(
  commands: Command[],
  see: (before: ConversationState, command: Command, after: ConversationState | null) => void,
): void {
  let state = fresh;
  for (const next of commands) {
    const verdict = apply(state, next);
    see(state, next, verdict.ok ? verdict.next : null);
    if (verdict.ok) state = verdict.next;
  }
}

describe('a conversation', () => {
  it('has an assignee exactly while an agent holds it', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) =>
        walk(commands, (_, __, after) => {
          if (after) expect(after.holder === 'agent').toBe(after.assigneeId !== null);
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('raises its epoch by one at each change of holder or assignee, and never else', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) =>
        walk(commands, (before, __, after) => {
          if (!after) return;
          const moved = before.holder !== after.holder || before.assigneeId !== after.assigneeId;
          expect(after.holderEpoch - before.holderEpoch).toBe(moved ? 1 : 0);
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('is never accepted twice: a second acceptance without a release between is refused', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let owner: string | null = null;
        walk(commands, (_, done, after) => {
          if (done.kind === 'accept' && owner !== null) expect(after).toBeNull();
          if (after) owner = after.assigneeId;
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('does nothing while closed but reopen or be taken over', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) =>
        walk(commands, (before, done, after) => {
          if (before.status === 'closed' && done.kind !== 'reopen' && done.kind !== 'take-over')
            expect(after).toBeNull();
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('is snoozed only while an agent holds it, and any change of holder wakes it', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) =>
        walk(commands, (before, done, after) => {
          if (done.kind === 'snooze' && before.holder !== 'agent') expect(after).toBeNull();
          if (!after || after.status !== 'snoozed') return;
          expect(after.holder).toBe('agent');
          expect(after.assigneeId).toBe(before.assigneeId);
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('names a colleague who was faster', () => {
    const verdict = apply({ ...fresh, holder: 'agent', assigneeId: 'agent-1' }, { kind: 'accept', agentId: 'agent-2' });
    expect(verdict).toEqual({ ok: false, reason: 'A colleague was faster.' });
  });
});
