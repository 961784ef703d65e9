/** What is switched for everybody at once. */
import { Injectable } from '@nestjs/common';
import { Setting } from '../../foundation/model/entities/setting.entity';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import type { Switches as Values, SwitchesEdit } from '../http/contract';
import { Changes } from './changes';

const KEY = 'switches';

@Injectable()
export class Switches {
  constructor(
    private readonly changes: Changes,
    private readonly settings: Settings,
  ) {}

  async set(me: SignedIn, edit: SwitchesEdit): Promise<Values> {
    await this.changes.make(me, 'switches', async ({ entities, record }) => {
      const before = await entities.findOneBy(Setting, { key: KEY });
      const values = { ...(before?.value as Partial<Values> | undefined), ...edit };
      await entities.upsert(Setting, { key: KEY, value: values, updatedAt: new Date() }, ['key']);
      await record({
        action: 'switches.changed',
        subjectKind: 'setting',
        subjectId: KEY,
        before: before?.value,
        after: values,
      });
    });
    return this.settings.switches();
  }
}
