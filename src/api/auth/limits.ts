/** Counted attempts, in the database so that they hold across replicas: per account and per network address. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Attempts within seconds. Successful sign-ins do not count. */
const RULES = {
  /** One account from one network: whoever guesses locks out nobody but themselves. */
  'sign-in here': { points: 10, duration: 15 * MINUTE },
  /** From everywhere together. */
  'sign-in account': { points: 100, duration: 15 * MINUTE },
  'sign-in address': { points: 60, duration: 15 * MINUTE },
  'reset account': { points: 3, duration: HOUR },
  'reset address': { points: 20, duration: HOUR },
  'endpoint code': { points: 5, duration: 15 * MINUTE },
  'endpoint guess': { points: 5, duration: 15 * MINUTE },
  'api key': { points: 300, duration: MINUTE },
} as const;

export type Rule = keyof typeof RULES;

@Injectable()
export class Limits {
  private readonly limiters: ReadonlyMap<Rule, RateLimiterPostgres>;

  constructor(db: Database) {
    const rules = Object.entries(RULES) as [Rule, (typeof RULES)[Rule]][];
    this.limiters = new Map(
      rules.map(([rule, numbers], index) => [
        rule,
        new RateLimiterPostgres({
          ...numbers,
          storeClient: db.pool,
          storeType: 'pool',
          tableName: 'rate_limit',
          tableCreated: true,
          keyPrefix: rule,
          // One of them sweeps the table that all share.
          clearExpiredByTimeout: index === 0,
        }),
      ]),
    );
  }

  /** Counts one attempt; throws when there were too many. */
  async count(rule: Rule, key: string): Promise<void> {
    try {
      await this.limiters.get(rule)?.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.ceil(refusal.msBeforeNext / 1_000);
      throw new Fault('rate-limited', `Too many attempts. Try again in ${Math.ceil(seconds / 60)} min.`, {
        retryAfterSeconds: seconds,
      });
    }
  }

  /** Takes back one attempt that was no offence. */
  async forgive(rule: Rule, key: string): Promise<void> {
    await this.limiters.get(rule)?.reward(key);
  }

  /** Forgets all attempts of a key. */
  async clear(rule: Rule, key: string): Promise<void> {
    await this.limiters.get(rule)?.delete(key);
  }
}

/** An account by its address, which is not written down in the table of attempts. */
export function accountKey(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
}

/** Whoever holds one IPv6 address holds its /64: they are one. */
export function addressKey(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros: string[] = ip.includes('::') ? Array<string>(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
