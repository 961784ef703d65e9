/** A visitor's identity: a random id in a signed, expiring token for one site; it names nobody and gives nothing but its own conversation. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../foundation/config/secrets';
import { isCustomer, visitorOf, type Customer } from './identity';

const ISSUER = 'baton';
const VALID_MS = 30 * 24 * 3_600_000;
/** A signed-in customer shows who they are again on the next page. */
const CUSTOMER_VALID_MS = 12 * 3_600_000;

/** An ES module: a CommonJS one must ask for it. */
const jose = () => import('jose');

@Injectable()
export class VisitorTokens {
  private readonly key: Buffer;

  constructor(secrets: Secrets) {
    this.key = secrets.key('visitor token');
  }

  /** The visitor that a signed-in customer is. */
  customer(accountId: string, customer: Customer): string {
    return visitorOf(this.key, accountId, customer);
  }

  /** A visitor nobody has seen before. */
  newVisitor(): string {
    return randomUUID();
  }

  async sign(visitor: string, site: string, now = new Date()): Promise<string> {
    const { SignJWT } = await jose();
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(visitor)
      .setAudience(site)
      .setIssuedAt(now)
      .setExpirationTime(new Date(now.getTime() + (isCustomer(visitor) ? CUSTOMER_VALID_MS : VALID_MS)))
      .sign(this.key);
  }

  /** The visitor's id; null for a token that is old, foreign, of another site, or was changed. */
  async verify(token: string, site: string, now = new Date()): Promise<string | null> {
    const { jwtVerify } = await jose();
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: site,
        requiredClaims: ['exp', 'sub'],
        currentDate: now,
      });
      return payload.sub ?? null;
    } catch {
      return null;
    }
  }
}
