/** What governs the whole business: the policy, the switches, and the record of who changed what. */
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked } from '../http/checked';
import { AuditPage, PageQuery, PolicyPublish, PolicyView, Switches as SwitchesView } from '../http/contract';
import { Describe } from '../http/describe';
import { readAudit } from './audit-list';
import { Policies } from './policies';
import { Switches } from './switches';

@Controller('api/admin')
@AdminOnly()
export class BusinessController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly policies: Policies,
    private readonly switches: Switches,
  ) {}

  @Get('policy')
  @Describe({ summary: 'The policy that holds now', answer: PolicyView })
  policy(): Promise<PolicyView> {
    return this.policies.current();
  }

  @Put('policy')
  @Describe({ summary: 'Publish a new version; refused when somebody published another meanwhile', answer: PolicyView })
  publish(
    @Me() me: SignedIn,
    @Body(new Checked(PolicyPublish)) { basedOn, policy }: z.infer<typeof PolicyPublish>,
  ): Promise<PolicyView> {
    return this.policies.publish(me, basedOn, policy);
  }

  @Get('switches')
  @Describe({ summary: 'What is switched for everybody', answer: SwitchesView })
  readSwitches(): SwitchesView {
    return this.settings.switches();
  }

  @Put('switches')
  @Describe({ summary: 'Pause or resume the assistant everywhere', answer: SwitchesView })
  setSwitches(@Me() me: SignedIn, @Body(new Checked(SwitchesView)) values: SwitchesView): Promise<SwitchesView> {
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
