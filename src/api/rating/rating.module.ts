/** The page on which customers rate. */
import { Module } from '@nestjs/common';
import { SurveyModule } from '../../pipeline/survey/survey.module';
import { RatingController } from './rating.controller';

@Module({ imports: [SurveyModule], controllers: [RatingController] })
export class RatingModule {}
