/**
 * Laws of a handoff's life under races: hundreds of generated conversations over two replicas. `WALKS=100000 SEED=… npx jest
 * test/flow/walk.test.ts` walks more of them.
 */
import { withDatabase, type TestDatabase } from '../support/database';
import { startHouse, type House } from '../support/house';
import { Walk } from '../support/walk';

const WALKS = Number(process.env['WALKS'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 1);
const AT_ONCE = 12;

let database: TestDatabase;
const houses: House[] = [];

beforeAll(async () => {
  database = await withDatabase();
  houses.push(await startHouse({ shares: database, quietMs: 20 }));
  houses.push(await startHouse({ shares: database, quietMs: 20 }));
}, 240_000);
afterAll(async () => {
  for (const house of houses) await house.stop();
  await database.drop();
}, 120_000);

test(
  `${WALKS} walks: nothing of the assistant after a takeover, no second acceptance, no handoff without an owner or a next step`,
  async () => {
    const walk = new Walk(houses as [House, House]);
    await walk.prepare();
    for (let first = 0; first < WALKS; first += AT_ONCE) {
      const seeds = Array.from({ length: Math.min(AT_ONCE, WALKS - first) }, (_, at) => SEED + first + at);
      await Promise.all(seeds.map((seed) => walk.run(seed)));
    }
    expect(await walk.broken()).toEqual([]);
    expect(walk.walked.doubled).toBe(0);
    // It was a walk: many commands held, many came too late, and each side spoke.
    expect(walk.walked.races).toBeGreaterThan(WALKS / 2);
    expect(walk.walked.refused).toBeGreaterThan(WALKS / 2);
    expect(walk.walked.commands - walk.walked.refused).toBeGreaterThan(WALKS);
    const [said] = await database.db.query<{ assistant: number; agent: number; accepted: number }>(
      `select count(*) filter (where author = 'assistant')::int as assistant, count(*) filter (where author = 'agent')::int as agent,
              (select count(*)::int from offer where state = 'accepted') as accepted from message`,
    );
    expect(said?.assistant).toBeGreaterThan(WALKS / 10);
    expect(said?.agent).toBeGreaterThan(WALKS / 10);
    expect(said?.accepted).toBeGreaterThan(WALKS / 10);
  },
  120_000 + WALKS * 1_000,
);
