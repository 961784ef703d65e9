/** Files that were sent to customers: for providers who fetch them, and customers who follow a link. Whoever has the address may read. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Fault } from '../../foundation/model/fault';
import { OutgoingFiles } from '../../pipeline/delivery/files';
import { Public } from '../http/access';
import { Checked } from '../http/checked';
import { Describe } from '../http/describe';
import { disposition } from './attachments.controller';

/** Whatever it is otherwise, there is nothing behind it. */
const Token = new Checked(z.string().max(100));

@Controller('files')
@Public()
export class GivenFilesController {
  constructor(private readonly files: OutgoingFiles) {}

  @Get(':token')
  @Describe({ summary: 'A file that was sent to a customer, as a download, for 14 days' })
  async file(@Param('token', Token) token: string, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.files.open(token);
    if (!file) throw new Fault('not-found', 'This link has expired, or the file was removed.');
    await reply
      .header('content-type', file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType)
      .header('content-disposition', disposition('attachment', file.name))
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-robots-tag', 'noindex')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'private, no-store')
      .send(file.bytes);
  }
}
