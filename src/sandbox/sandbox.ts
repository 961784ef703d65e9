/** The sandbox as one thing: an emulated provider with virtual phones, mounted under /sandbox of a Fastify instance. */
import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Courier } from './courier';
import { Faults } from './faults';
import { guard } from './guard';
import { Memory } from './memory';
import { phoneApi } from './phone-api';
import type { SimulatedAccount } from './phones';
import { Provider, type Pace } from './provider';
import { stopper } from './stopper';
import { setupApi } from './setup-api';
import { Stream } from './stream';
import { contentApi, twilioApi } from './twilio-api';

export interface SandboxRules {
  allowed: () => boolean;
  accounts: () => readonly SimulatedAccount[];
  /** The key of a simulated web account. */
  site: () => string | null;
  /** The origin that webhooks are signed for. */
  publicUrl: string;
  /** Left out: as long as a message takes in life. */
  pace?: Pace;
  /** Left out: as Twilio repeats a webhook. */
  pauses?: readonly number[];
}

/** Registers the routes; returns how to stop what runs behind them. */
export function mountSandbox(fastify: FastifyInstance, rules: SandboxRules): () => void {
  const memory = new Memory();
  const stream = new Stream();
  const faults = new Faults((state) => stream.tell('faults', state));
  const courier = new Courier(() => loopback(fastify.server), memory, rules.pauses);
  const webhook = `${rules.publicUrl}/webhooks/twilio`;
  const provider = new Provider(
    memory,
    courier,
    rules.accounts,
    webhook,
    (message) => stream.tell('message', message),
    rules.pace,
  );
  const stopped = stopper();

  void fastify.register(
    async (root) => {
      guard(root, rules.allowed);
      await root.register(async (api) => phoneApi(api, { provider, faults, stream, site: rules.site }), {
        prefix: '/api',
      });
      await root.register(
        async (api) => twilioApi(api, { provider, faults, publicUrl: rules.publicUrl, signal: stopped.signal }),
        { prefix: '/twilio/2010-04-01/Accounts' },
      );
      await root.register(async (api) => setupApi(api, { provider }), { prefix: '/twilio' });
      await root.register(async (api) => contentApi(api, { provider }), { prefix: '/twilio/v1' });
    },
    { prefix: '/sandbox' },
  );
  return () => {
    stopped.abort();
    provider.stop();
    stream.stop();
  };
}

function loopback(server: Server): string | null {
  const at = server.address();
  if (!at || typeof at === 'string') return null;
  return `http://${at.address === '::1' ? '[::1]' : '127.0.0.1'}:${at.port}`;
}
