/** Search in the inbox. */
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked } from '../http/checked';
import { ContactHitPage, MessageHitPage, SearchQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { searchContacts, searchMessages } from './search';

@Controller('api/search')
export class SearchController {
  constructor(private readonly db: Database) {}

  @Get('messages')
  @Describe({
    summary: 'Messages with these words, or words that begin so, in conversations I may see; newest first',
    answer: MessageHitPage,
  })
  messages(
    @Me() me: SignedIn,
    @Query(new Checked(SearchQuery)) query: z.infer<typeof SearchQuery>,
  ): Promise<z.infer<typeof MessageHitPage>> {
    return searchMessages(this.db, me, query);
  }

  @Get('contacts')
  @Describe({
    summary: 'Customers by a part of their name, number or address (three letters or digits), last heard of first',
    answer: ContactHitPage,
  })
  contacts(
    @Me() me: SignedIn,
    @Query(new Checked(SearchQuery)) query: z.infer<typeof SearchQuery>,
  ): Promise<z.infer<typeof ContactHitPage>> {
    return searchContacts(this.db, me, query);
  }
}
