/** The alerts' figures for Prometheus; read at a scrape. */
import { Gauge } from 'prom-client';
import type { FailingAccount, Overdue } from './alerts';

interface Source {
  failing(): Promise<FailingAccount[]>;
  overdue(): Promise<Overdue[]>;
}

/** Who answers at a scrape: the inbox of this process. When the database is away the gauges keep their last values. */
let source: Source | undefined;
export function reportAlerts(answers: Source): void {
  source = answers;
}

const failing = new Gauge({
  name: 'baton_channel_account_failing',
  help: 'Channel accounts that do not work: 1 for each',
  labelNames: ['channel', 'account'],
  async collect(): Promise<void> {
    const now = await source?.failing().catch(() => undefined);
    if (!now) return;
    failing.reset();
    for (const { channel, name } of now) failing.set({ channel, account: name }, 1);
  },
});
const overdue = new Gauge({
  name: 'baton_handoffs_overdue',
  help: 'Handoffs that wait longer than overdueMinutes of the hours of their team',
  labelNames: ['team'],
  async collect(): Promise<void> {
    const now = await source?.overdue().catch(() => undefined);
    if (!now) return;
    overdue.reset();
    for (const { name, count } of now) overdue.set({ team: name }, count);
  },
});
