/** The escalation policy: what holds, its versions, and the way back to an older one. */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked } from '../http/checked';
import {
  PageQuery,
  PolicyEdit,
  PolicyPublish,
  PolicyRestore,
  PolicyVersionPage,
  PolicyView,
  PolicyYaml,
} from '../http/contract';
import { Describe } from '../http/describe';
import { Policies } from './policies';

const Version = new Checked(z.coerce.number().int().min(1).max(1_000_000_000));

@Controller('api/admin/policy')
@AdminOnly()
export class PolicyController {
  constructor(private readonly policies: Policies) {}

  @Get()
  @Describe({ summary: 'The policy that holds now', answer: PolicyView })
  policy(): Promise<PolicyView> {
    return this.policies.current();
  }

  @Put()
  @Describe({
    summary: 'Publish a new version; refused when somebody published another meanwhile, or when it was not tried',
    answer: PolicyView,
  })
  publish(
    @Me() me: SignedIn,
    @Body(new Checked(PolicyPublish)) { basedOn, policy, untried }: z.infer<typeof PolicyPublish>,
  ): Promise<PolicyView> {
    return this.policies.publish(me, basedOn, policy, untried);
  }

  @Get('versions')
  @Describe({ summary: 'All versions with who changed what, newest first', answer: PolicyVersionPage })
  versions(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof PolicyVersionPage>> {
    return this.policies.versions(cursor, limit);
  }

  @Post('versions/:version/restore')
  @HttpCode(200)
  @Describe({ summary: 'Publish an older version again, as a new one', answer: PolicyView })
  restore(
    @Me() me: SignedIn,
    @Param('version', Version) version: number,
    @Body(new Checked(PolicyRestore)) { basedOn }: z.infer<typeof PolicyRestore>,
  ): Promise<PolicyView> {
    return this.policies.restore(me, basedOn, version);
  }

  @Get('versions/:version/yaml')
  @Header('content-type', 'application/yaml; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="policy.yaml"')
  @Describe({ summary: 'A version in the form of config/policy.yaml', text: 'application/yaml' })
  yaml(@Param('version', Version) version: number): Promise<string> {
    return this.policies.yaml(version);
  }

  @Post('read')
  @HttpCode(200)
  @Describe({
    summary: 'Read a file in the form of config/policy.yaml as a draft; nothing is published',
    answer: PolicyEdit,
  })
  read(@Body(new Checked(PolicyYaml)) { text }: z.infer<typeof PolicyYaml>): Promise<PolicyEdit> {
    return this.policies.read(text);
  }
}
