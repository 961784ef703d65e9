/** Generated lives of conversations: seeded commands, several at once, over two replicas of one database; what they broke is in a ledger. */
import { Fault } from '../../src/foundation/model/fault';
import { Handoffs } from '../../src/pipeline/handoff/lifecycle';
import type { House } from './house';
import { until } from './patience';

/** Triggers see what no reading afterwards can: who held the conversation when the assistant's words were written, and when they left. */
const LEDGER = [
  `create table walk_broken (law text not null, conversation_id uuid not null, at timestamptz not null default clock_timestamp())`,
  `create function walk_words() returns trigger language plpgsql as $$ begin
     if exists (select 1 from conversation where id = new.conversation_id and holder = 'agent') then
       insert into walk_broken values ('written after a takeover', new.conversation_id);
     end if;
     -- It goes on helping who waits while nobody of the team is there, and then in no grave matter.
     if exists (select 1 from conversation c where c.id = new.conversation_id and c.holder = 'queue' and (c.priority >= 6
                  or not exists (select 1 from handoff h where h.conversation_id = c.id and h.state in ('queued', 'offered') and h.reason
                                   in ('asked_for_human', 'repeated_failure', 'assistant_decided', 'rule', 'reopened')))) then
       insert into walk_broken values ('written of a grave matter while a person is asked for', new.conversation_id);
     end if;
     return null; end $$`,
  `create trigger walk_words after insert on message for each row when (new.author = 'assistant') execute function walk_words()`,
  `create function walk_sent() returns trigger language plpgsql as $$ begin
     if exists (select 1 from conversation where id = new.conversation_id and holder = 'agent') then
       insert into walk_broken values ('sent after a takeover', new.conversation_id);
     end if;
     return null; end $$`,
  `create trigger walk_sent after update on delivery for each row
     when (new.epoch is not null and new.state = 'sending' and old.state = 'queued') execute function walk_sent()`,
];

const WORDS = [
  'How do I freeze my card?',
  'what are your opening hours?',
  'I want to talk to a person',
  'never mind',
  'thanks',
  'This is the third time I ask, it does not work',
];
const ACTS = ['accept', 'takeOver', 'reply', 'giveBack', 'close', 'transfer', 'decline', 'release', 'snooze', 'wake'];
const STEPS = 6;

/** Mulberry32: the same seed is the same walk, up to the races. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface Walked {
  commands: number;
  refused: number;
  races: number;
  /** Races in which more than one acceptance was told that it holds the conversation. */
  doubled: number;
}

export class Walk {
  readonly walked: Walked = { commands: 0, refused: 0, races: 0, doubled: 0 };
  private agents: string[] = [];
  private teams: string[] = [];

  constructor(private readonly houses: readonly [House, House]) {}

  async prepare(): Promise<void> {
    const { db } = this.houses[0];
    for (const statement of LEDGER) await db.query(statement);
    this.agents = (await db.query<{ id: string }>('select id from agent order by id')).map(({ id }) => id);
    this.teams = (await db.query<{ id: string }>('select id from team order by id')).map(({ id }) => id);
  }

  /** One conversation from its first words through a few rounds, in each of which up to three commands run at once. */
  async run(seed: number): Promise<void> {
    const roll = dice(seed);
    const one = <T>(of: readonly T[]): T => of[roll(of.length)] as T;
    const phone = this.houses[seed % 2 === 0 ? 0 : 1].phone(`+1303${5_000_000 + seed}`);
    await phone.writes(one(WORDS));
    const id = await this.conversation(phone.number);
    for (let step = 0; step < STEPS; step += 1) {
      if (roll(5) === 0) await phone.writes(one(WORDS));
      if (roll(4) === 0) {
        await this.raceToAccept(id);
        continue;
      }
      const round = Array.from({ length: 1 + roll(3) }, (_, at) =>
        this.command(id, one(ACTS), {
          house: one(this.houses),
          agentId: one(this.agents),
          key: `${seed}:${step}:${at}`,
          teamId: one(this.teams),
        }),
      );
      await Promise.all(round);
    }
  }

  private async conversation(number: string): Promise<string> {
    const { id } = await until(async () => {
      const [row] = await this.houses[0].db.query<{ id: string }>(
        'select c.id from conversation c join contact_address a on a.id = c.contact_address_id where a.address = $1',
        [number],
      );
      return row;
    });
    return id;
  }

  /** Everybody at once, on both replicas. */
  private async raceToAccept(id: string): Promise<void> {
    this.walked.races += 1;
    const won = await Promise.all(
      this.agents.map((agentId, at) =>
        this.attempt(this.houses[at % 2 === 0 ? 0 : 1], async (handoffs, tx) => {
          // Who had it already is told so again: that is no second acceptance.
          const [before] = await tx.query<{ holder: string }>(
            'select holder from conversation where id = $1 for update',
            [id],
          );
          await handoffs.accept(tx, { conversationId: id, agentId });
          return before?.holder === 'queue';
        }),
      ),
    );
    if (won.filter(Boolean).length > 1) this.walked.doubled += 1;
  }

  private async command(
    id: string,
    kind: string,
    { house, agentId, teamId, key }: { house: House; agentId: string; teamId: string; key: string },
  ): Promise<void> {
    await this.attempt(house, async (handoffs, tx) => {
      const about = { conversationId: id, agentId };
      switch (kind) {
        case 'accept':
          return void (await handoffs.accept(tx, about));
        case 'takeOver':
          return void (await handoffs.takeOver(tx, about));
        case 'reply':
          return void (await handoffs.reply(tx, { ...about, clientId: key, text: 'I am looking at it.' }));
        case 'giveBack':
          return void (await handoffs.giveBack(tx, about));
        case 'close':
          return void (await handoffs.close(tx, { conversationId: id, by: 'agent' }));
        case 'transfer':
          return void (await handoffs.transfer(tx, { ...about, teamId }));
        case 'release':
          return void (await handoffs.release(tx, about));
        case 'snooze':
          return void (await handoffs.snooze(tx, { conversationId: id, until: new Date(Date.now() + 200) }));
        case 'wake':
          return void (await handoffs.wake(tx, about));
        case 'decline': {
          const [offer] = await tx.query<{ handoff_id: string; agent_id: string }>(
            `select o.handoff_id, o.agent_id from offer o join handoff h on h.id = o.handoff_id
              where h.conversation_id = $1 and o.state = 'open' limit 1`,
            [id],
          );
          if (offer)
            await handoffs.decline(tx, { handoffId: offer.handoff_id, agentId: offer.agent_id, detail: 'busy' });
          return;
        }
        default:
          throw new Error(`There is no command ${kind}.`);
      }
    });
  }

  /** What the law refuses is counted; anything else that fails ends the walk. */
  private async attempt<T>(
    house: House,
    work: (handoffs: Handoffs, tx: Parameters<Parameters<House['db']['transaction']>[0]>[0]) => Promise<T>,
  ): Promise<T | null> {
    this.walked.commands += 1;
    try {
      return await house.db.transaction((tx) => work(house.app.get(Handoffs), tx));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.walked.refused += 1;
      return null;
    }
  }

  /** Every law that a reading of the rows can break; empty when all hold. */
  broken(): Promise<{ law: string; conversation_id: string }[]> {
    return this.houses[0].db.query(
      `select law, conversation_id from walk_broken
       union all
       select 'two acceptances of one handoff', h.conversation_id from handoff h
        where (select count(*) from offer o where o.handoff_id = h.id and o.state = 'accepted') > 1
       union all
       select 'two live handoffs', conversation_id from handoff where state in ('queued', 'offered', 'accepted')
        group by conversation_id having count(*) > 1
       union all
       select 'held by an agent without the handoff that says so', c.id from conversation c
        where c.holder = 'agent' and not exists (
          select 1 from handoff h join offer o on o.handoff_id = h.id and o.state = 'accepted' and o.agent_id = h.agent_id
           where h.conversation_id = c.id and h.state = 'accepted' and h.agent_id = c.assignee_id)
       union all
       select 'waits without a handoff', c.id from conversation c
        where c.holder = 'queue' and not exists (
          select 1 from handoff h where h.conversation_id = c.id and h.state in ('queued', 'offered'))
       union all
       select 'a live handoff of nobody', h.conversation_id from handoff h join conversation c on c.id = h.conversation_id
        where h.state in ('queued', 'offered', 'accepted')
          and c.holder <> case h.state when 'accepted' then 'agent' else 'queue' end
       union all
       select 'waits without a next step', h.conversation_id from handoff h
        where h.state in ('queued', 'offered') and not exists (
          select 1 from job j where j.kind = 'route' and j.payload->>'handoffId' = h.id::text
            and (j.payload->'look' is null or (j.payload->>'look')::int = h.looks))`,
    );
  }
}
