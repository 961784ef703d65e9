/** Who an agent is, and the guard before every route. */
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { ApiKeys } from './api-keys';
import { DemoController } from './demo.controller';
import { Limits } from './limits';
import { Resets } from './resets';
import { SessionController } from './session.controller';
import { Sessions } from './sessions';
import { SignIn } from './sign-in';

@Module({
  controllers: [SessionController, DemoController],
  providers: [Sessions, ApiKeys, SignIn, Limits, Resets, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Sessions, Limits, Resets],
})
export class AuthModule {}
