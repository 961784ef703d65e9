/** Routing: whom a waiting handoff is offered to. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { HandoffModule } from '../handoff/handoff.module';
import { Offers } from './offers';
import { Passing } from './passing';
import { Routing } from './route';

@Module({ imports: [DeliveryModule, HandoffModule], providers: [Offers, Routing, Passing], exports: [Passing] })
export class RoutingModule {}
