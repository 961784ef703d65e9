/** API keys, as admins manage them. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { ApiKeyEdit, ApiKeyPage, ApiKeyToken, PageQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { ApiKeyList } from './api-keys';

@Controller('api/admin/api-keys')
@AdminOnly()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeyList) {}

  @Get()
  @Describe({ summary: 'API keys, newest first', answer: ApiKeyPage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof ApiKeyPage>> {
    return this.keys.list(cursor, limit);
  }

  @Post()
  @Describe({ summary: 'Make an API key; it is shown this once', status: 201, answer: ApiKeyToken })
  create(@Me() me: SignedIn, @Body(new Checked(ApiKeyEdit)) edit: ApiKeyEdit): Promise<ApiKeyToken> {
    return this.keys.create(me, edit);
  }

  @Delete(':keyId')
  @HttpCode(204)
  @Describe({ summary: 'Revoke an API key for good' })
  revoke(@Me() me: SignedIn, @Param('keyId', Id) id: string): Promise<void> {
    return this.keys.revoke(me, id);
  }
}
