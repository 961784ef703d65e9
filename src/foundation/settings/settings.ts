/** What admins change while it runs: one snapshot in memory, read without waiting, the same on every replica within moments. */
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Environment } from '../config/environment';
import type { Secrets } from '../config/secrets';
import type { Database } from '../database/database';
import type { Events, Fact } from '../events/events';
import type { BusinessSettings } from '../config/business-settings';
import { readSnapshot, type AccountSetting, type Snapshot, type TeamSetting } from './snapshot';

/** The backstop where a fact was lost. */
const REFRESH_MS = 30_000;

export class Settings implements OnModuleDestroy {
  private readonly logger = new Logger(Settings.name);
  private running: Promise<void> | null = null;
  private again = false;
  private readonly stopListening: () => void;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly environment: Environment,
    events: Events,
    private snapshot: Snapshot,
  ) {
    this.stopListening = events.listen((fact) => {
      if (concerns(fact)) this.refresh();
    });
    this.timer = setInterval(() => this.refresh(), REFRESH_MS);
    this.timer.unref();
  }

  /** Resolves once the first snapshot is there, so that nobody ever waits for one. */
  static async open(database: Database, secrets: Secrets, environment: Environment, events: Events): Promise<Settings> {
    return new Settings(database, secrets, environment, events, await readSnapshot(database, secrets, environment));
  }

  accounts(): readonly AccountSetting[] {
    return this.snapshot.accounts;
  }

  account(id: string): AccountSetting | undefined {
    return this.snapshot.accountById.get(id);
  }

  teams(): readonly TeamSetting[] {
    return this.snapshot.teams;
  }

  team(id: string): TeamSetting | undefined {
    return this.snapshot.teamById.get(id);
  }

  /** Case does not matter, as in the database. */
  teamByName(name: string): TeamSetting | undefined {
    return this.snapshot.teamByName.get(name.trim().toLowerCase());
  }

  fallbackTeam(): TeamSetting {
    return this.snapshot.fallbackTeam;
  }

  /** The team that the account maps to; the fallback team where nothing maps, or the team is gone. */
  frontTeam(accountId: string): TeamSetting {
    const teamId = this.account(accountId)?.teamId;
    return (teamId && this.team(teamId)) || this.snapshot.fallbackTeam;
  }

  policy(): Snapshot['policy'] {
    return this.snapshot.policy;
  }

  switches(): Snapshot['switches'] {
    return this.snapshot.switches;
  }

  /** What the assistant may do on an account now; off everywhere while it is paused. */
  assistantMode(accountId: string): 'off' | 'drafts' | 'answers' {
    return this.switches().assistantPaused ? 'off' : (this.account(accountId)?.assistantMode ?? 'off');
  }

  business(): BusinessSettings {
    return this.snapshot.business;
  }

  /** True while demo sign-ins, demo articles and the sandbox may exist: loopback, not production, and no real account at all. */
  demoAllowed(): boolean {
    return this.snapshot.demoAllowed;
  }

  /** Reads again; resolves when a reading that began after this call is in place. */
  async reload(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.readUntilSettled();
    return this.running;
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.stopListening();
  }

  private async readUntilSettled(): Promise<void> {
    try {
      do {
        this.again = false;
        this.snapshot = await readSnapshot(this.database, this.secrets, this.environment);
      } while (this.again);
    } finally {
      // In the same step as the last look at `again`: a call in between would be forgotten.
      this.running = null;
    }
  }

  /** The old snapshot stays when the database cannot be read: the next fact or tick tries again. */
  private refresh(): void {
    this.reload().catch((error: unknown) => this.logger.warn({ event: 'settings.refresh-failed', err: error }));
  }
}

function concerns(fact: Fact): boolean {
  return (
    fact.kind === 'resync' ||
    (fact.kind === 'settings' && !['articles', 'agents', 'replies', 'webhooks', 'keys'].includes(fact.what))
  );
}
