/** Survey: what customers are asked after closing, and what they answer. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { AskSurvey } from './ask';
import { Ratings } from './ratings';
import { SurveyTokens } from './token';

@Module({
  imports: [DeliveryModule],
  providers: [AskSurvey, Ratings, SurveyTokens],
  exports: [Ratings, SurveyTokens],
})
export class SurveyModule {}
