/** Routing: whom a waiting handoff is offered to. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { Routing } from './route';

@Module({ imports: [DeliveryModule], providers: [Routing] })
export class RoutingModule {}
