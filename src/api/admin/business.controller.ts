/** What governs the whole business: the switches, and the record of who changed what. */
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked } from '../http/checked';
import { AuditPage, PageQuery, SwitchesEdit, Switches as SwitchesView } from '../http/contract';
import { Describe } from '../http/describe';
import { readAudit } from './audit-list';
import { Switches } from './switches';

@Controller('api/admin')
@AdminOnly()
export class BusinessController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly switches: Switches,
  ) {}

  @Get('switches')
  @Describe({ summary: 'What is switched for everybody', answer: SwitchesView })
  readSwitches(): SwitchesView {
    return this.settings.switches();
  }

  @Put('switches')
  @Describe({ summary: 'Switch: the assistant everywhere, agents’ own phones', answer: SwitchesView })
  setSwitches(@Me() me: SignedIn, @Body(new Checked(SwitchesEdit)) values: SwitchesEdit): Promise<SwitchesView> {
    return this.switches.set(me, values);
  }

  @Get('audit')
  @Describe({ summary: 'Who changed what, newest first', answer: AuditPage })
  audit(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof AuditPage>> {
    return readAudit(this.db, cursor, limit);
  }
}
