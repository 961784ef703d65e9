/** The policy time machine for admins: runs of edited policies over past conversations, and what they would have changed. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Trials } from '../../pipeline/trials/trials';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { DifferencePage, DifferenceQuery, TrialList, TrialStart, TrialView } from '../http/contract';
import { Describe } from '../http/describe';
import { Policies } from './policies';
import { readDifferences, readTrial, readTrials } from './trial-list';

@Controller('api/admin/policy/trials')
@AdminOnly()
export class TrialsController {
  constructor(
    private readonly db: Database,
    private readonly trials: Trials,
    private readonly policies: Policies,
  ) {}

  @Get()
  @Describe({ summary: 'The last runs, newest first', answer: TrialList })
  list(): Promise<TrialView[]> {
    return readTrials(this.db);
  }

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'Run an edited policy over the last days; one run at a time, faults of the policy refused',
    answer: TrialView,
  })
  async start(
    @Me() me: SignedIn,
    @Body(new Checked(TrialStart)) { policy, days }: z.infer<typeof TrialStart>,
  ): Promise<TrialView> {
    return readTrial(this.db, await this.trials.start(me.agentId, this.policies.check(policy), days));
  }

  @Get(':id')
  @Describe({ summary: 'One run: progress, counts and load', answer: TrialView })
  one(@Param('id', Id) id: string): Promise<TrialView> {
    return readTrial(this.db, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Describe({ summary: 'Stop a run; what it found so far stays', answer: TrialView })
  async cancel(@Param('id', Id) id: string): Promise<TrialView> {
    const trial = await readTrial(this.db, id);
    if (!(await this.trials.cancel(id))) throw new Fault('conflict', `This run has ended already: ${trial.state}.`);
    return readTrial(this.db, id);
  }

  @Get(':id/differences')
  @Describe({ summary: 'Conversations that would have gone otherwise, in the order of time', answer: DifferencePage })
  differences(
    @Param('id', Id) id: string,
    @Query(new Checked(DifferenceQuery)) { kind, cursor, limit }: z.infer<typeof DifferenceQuery>,
  ): Promise<z.infer<typeof DifferencePage>> {
    return readDifferences(this.db, id, kind, cursor, limit);
  }
}
