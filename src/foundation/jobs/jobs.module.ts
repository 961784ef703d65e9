/** Durable jobs for every room. */
import { Global, Module } from '@nestjs/common';
import { Jobs } from './jobs';
import { LaneJobs } from './lane-jobs';

@Global()
@Module({
  providers: [LaneJobs, { provide: Jobs, useExisting: LaneJobs }],
  exports: [Jobs],
})
export class JobsModule {}
