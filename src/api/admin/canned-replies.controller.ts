/** Canned replies, as admins manage them. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { CannedReplyEdit, CannedReplyPage, CannedReplyView, PageQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { CannedReplies } from './canned-replies';

@Controller('api/admin/canned-replies')
@AdminOnly()
export class CannedRepliesController {
  constructor(private readonly replies: CannedReplies) {}

  @Get()
  @Describe({ summary: 'Canned replies, newest first', answer: CannedReplyPage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof CannedReplyPage>> {
    return this.replies.list(cursor, limit);
  }

  @Post()
  @Describe({ summary: 'Add a canned reply', status: 201, answer: CannedReplyView })
  create(@Me() me: SignedIn, @Body(new Checked(CannedReplyEdit)) edit: CannedReplyEdit): Promise<CannedReplyView> {
    return this.replies.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change a canned reply', answer: CannedReplyView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(CannedReplyEdit)) edit: CannedReplyEdit,
  ): Promise<CannedReplyView> {
    return this.replies.edit(me, id, edit);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Delete a canned reply' })
  remove(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    return this.replies.remove(me, id);
  }
}
