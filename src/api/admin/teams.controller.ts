/** Teams, their hours and members. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { TeamEdit, TeamView } from '../http/contract';
import { Describe } from '../http/describe';
import { Teams } from './teams';

@Controller('api/admin/teams')
@AdminOnly()
export class TeamsController {
  constructor(private readonly teams: Teams) {}

  @Get()
  @Describe({ summary: 'All teams with their hours, members and what waits', answer: z.array(TeamView) })
  list(): Promise<TeamView[]> {
    return this.teams.list();
  }

  @Post()
  @Describe({ summary: 'Add a team', status: 201, answer: TeamView })
  create(@Me() me: SignedIn, @Body(new Checked(TeamEdit)) edit: TeamEdit): Promise<TeamView> {
    return this.teams.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change a team', answer: TeamView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(TeamEdit)) edit: TeamEdit,
  ): Promise<TeamView> {
    return this.teams.edit(me, id, edit);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Archive a team that nothing maps to and that holds nothing open' })
  archive(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    return this.teams.archive(me, id);
  }
}
