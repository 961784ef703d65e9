/** The agents' socket. */
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { LiveAccess } from './live-access';
import { LiveGateway } from './live.gateway';
import { Presence } from './presence';

@Module({ imports: [AuthModule], providers: [LiveGateway, LiveAccess, Presence] })
export class LiveModule {}
