/** What a person reads when Baton has started: where to open it, how to sign in, what is simulated, where the data is. */
import type { Business } from './foundation/config/business';
import { isLoopback, type Environment } from './foundation/config/environment';
import type { Settings } from './foundation/settings/settings';

export interface Started {
  environment: Environment;
  settings: Pick<Settings, 'accounts' | 'demoAllowed' | 'business' | 'switches'>;
  /** Of the demo agents, those that can still sign in. */
  signIns: Business['agents'];
  /** Besides those of the demo. */
  anyAdmin: boolean;
  seconds: number;
}

export function banner({ environment, settings, signIns, anyAdmin, seconds }: Started): string {
  const accounts = settings.accounts();
  const simulated = accounts.filter((account) => account.simulated);
  const demo = settings.demoAllowed();
  const lines: [string, string][] = [['Open', environment.publicUrl]];
  if (demo && simulated.length > 0) {
    lines.push(['Sandbox', `${environment.publicUrl}/sandbox  (virtual phones and the web chat)`]);
  }
  if (demo) {
    const widest = Math.max(0, ...signIns.map((agent) => agent.email.length));
    signIns.forEach(({ name, email, demoPassword }, index) => {
      lines.push([index === 0 ? 'Sign in' : '', `${email.padEnd(widest)}  ${demoPassword ?? ''}  (${name})`]);
    });
  }
  if (!anyAdmin && !demo) lines.push(['No admin', 'npm run baton -- create-admin makes the first one']);
  if (simulated.length > 0) {
    lines.push(['Simulated', simulated.map((account) => `${account.name} (${account.address})`).join(', ')]);
    lines.push(['', demo ? 'Nothing leaves this machine, and only this machine can sign in.' : whyNoDemo(environment)]);
  }
  lines.push(['Assistant', assistant(environment, settings)]);
  lines.push([
    'Data',
    environment.databaseUrl ? 'the PostgreSQL of DATABASE_URL' : `${environment.dataDir}  (embedded PostgreSQL)`,
  ]);
  const title = `Baton for ${settings.business().name} is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.`;
  return ['', title, '', ...lines.map(([name, text]) => `  ${name.padEnd(11)}${text}`), ''].join('\n');
}

function whyNoDemo(environment: Environment): string {
  if (environment.mode === 'production') return 'They do nothing in production.';
  if (!isLoopback(environment.host))
    return `No demo sign-in and no sandbox: HOST=${environment.host} can be reached from outside.`;
  return 'No demo sign-in and no sandbox: a real channel account is configured.';
}

function assistant(environment: Environment, settings: Started['settings']): string {
  if (settings.switches().assistantPaused) return 'paused by an admin';
  if (environment.openai === null)
    return 'embedded: it quotes the articles (OPENAI_API_KEY or OPENAI_BASE_URL sets a model)';
  return `${environment.openai.model} at ${environment.openai.baseUrl ?? 'OpenAI'}`;
}
