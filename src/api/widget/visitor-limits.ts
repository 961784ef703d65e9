/** How much one visitor, and one network, may do: kept in memory, since a flood is stopped where it arrives. */
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Points within seconds. An office of many visitors is one network. */
const RULES = {
  'connect network': { points: 300, duration: 60 },
  /** Conversations that begin: a new identity costs nothing, and each may call a person. */
  'begin network': { points: 60, duration: 600 },
  'send visitor': { points: 30, duration: 60 },
  'send network': { points: 300, duration: 60 },
  'upload visitor': { points: 20, duration: 600 },
  'upload network': { points: 200, duration: 600 },
  'download visitor': { points: 300, duration: 60 },
} as const;

export type VisitorRule = keyof typeof RULES;

@Injectable()
export class VisitorLimits {
  private readonly limiters = new Map(
    Object.entries(RULES).map(([rule, numbers]) => [rule, new RateLimiterMemory({ ...numbers, keyPrefix: rule })]),
  );

  /** Counts one; answers the seconds to wait when there were too many. */
  async count(rule: VisitorRule, key: string): Promise<number | null> {
    try {
      await this.limiters.get(rule)?.consume(key);
      return null;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.ceil(refusal.msBeforeNext / 1_000);
    }
  }
}
