/** What other systems ask of Baton, with an API key. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { HandoffModule } from '../../pipeline/handoff/handoff.module';
import { AuthModule } from '../auth/auth.module';
import { V1Controller } from './v1.controller';

@Module({ imports: [AuthModule, DeliveryModule, HandoffModule], controllers: [V1Controller] })
export class V1Module {}
