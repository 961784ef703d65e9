/** Mounts the sandbox where it may exist at all; whether it answers is asked again at every request. */
import { Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ENVIRONMENT, type Environment } from '../foundation/config/environment';
import { Settings } from '../foundation/settings/settings';
import type { AccountSetting } from '../foundation/settings/snapshot';
import type { SimulatedAccount } from './phones';
import { mountSandbox } from './sandbox';

@Module({})
export class SandboxModule implements OnModuleInit, OnModuleDestroy {
  private stop: (() => void) | null = null;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    // A command has no server.
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance | undefined>();
    if (!fastify || this.environment.mode === 'production') return;
    this.stop = mountSandbox(fastify, {
      allowed: () => this.settings.demoAllowed(),
      accounts: () => simulated(this.settings),
      site: () => this.settings.accounts().find(isSite)?.address ?? null,
      publicUrl: this.environment.publicUrl,
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
  }
}

function isSite({ channel, simulated, active }: AccountSetting): boolean {
  return channel === 'web' && simulated && active;
}

function simulated(settings: Settings): SimulatedAccount[] {
  return settings.accounts().flatMap((account) => {
    const { channel, name, address, secrets } = account;
    const { accountSid, messagingServiceSid } = account.settings;
    const { authToken } = secrets;
    if (!account.simulated || !account.active || (channel !== 'sms' && channel !== 'whatsapp')) return [];
    if (typeof accountSid !== 'string' || !authToken) return [];
    return [
      {
        channel,
        name,
        number: address,
        accountSid,
        authToken,
        messagingServiceSid: typeof messagingServiceSid === 'string' ? messagingServiceSid : null,
      },
    ];
  });
}
