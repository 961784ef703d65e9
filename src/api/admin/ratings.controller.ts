/** How customers rated: per team, and by whether a person or the assistant answered. */
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { AdminOnly } from '../http/access';
import { Checked } from '../http/checked';
import { PageQuery, RatingFigures, RatingPage, RatingsQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { readRatingFigures, readRatings } from './ratings';

@Controller('api/admin/ratings')
@AdminOnly()
export class RatingsController {
  constructor(private readonly db: Database) {}

  @Get()
  @Describe({ summary: 'How many were asked and answered, and what they said', answer: RatingFigures })
  figures(@Query(new Checked(RatingsQuery)) { days }: z.infer<typeof RatingsQuery>): Promise<RatingFigures> {
    return readRatingFigures(this.db, new Date(Date.now() - days * 86_400_000));
  }

  @Get('list')
  @Describe({ summary: 'Ratings, newest first', answer: RatingPage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof RatingPage>> {
    return readRatings(this.db, cursor, limit);
  }
}
