/** What the links of a survey by mail carry: the survey's id and a keyed hash of it, so that nobody rates what they were not asked about. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../foundation/config/secrets';

const ID = 16;
const MAC = 16;

@Injectable()
export class SurveyTokens {
  private readonly key: Buffer;

  constructor(secrets: Secrets) {
    this.key = secrets.key('survey link');
  }

  sign(surveyId: string): string {
    const id = Buffer.from(surveyId.replaceAll('-', ''), 'hex');
    return Buffer.concat([id, this.mac(id)]).toString('base64url');
  }

  /** The survey's id; null for a token that is not ours. */
  verify(token: string): string | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== ID + MAC) return null;
    const id = bytes.subarray(0, ID);
    if (!timingSafeEqual(bytes.subarray(ID), this.mac(id))) return null;
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private mac(id: Buffer): Buffer {
    return createHmac('sha256', this.key).update(id).digest().subarray(0, MAC);
  }
}
