/** The visitors' socket. */
import { Module } from '@nestjs/common';
import { IdentityModule } from '../../pipeline/identity/identity.module';
import { InboundModule } from '../../pipeline/inbound/inbound.module';
import { Uploads } from '../http/uploads';
import { Attendance } from './attendance';
import { VisitorFiles } from './visitor-files';
import { VisitorLimits } from './visitor-limits';
import { VisitorTokens } from './visitor-token';
import { VisitorWords } from './visitor-words';
import { WidgetGateway } from './widget.gateway';

@Module({
  imports: [InboundModule, IdentityModule],
  providers: [WidgetGateway, VisitorWords, VisitorFiles, Uploads, VisitorTokens, VisitorLimits, Attendance],
})
export class WidgetModule {}
