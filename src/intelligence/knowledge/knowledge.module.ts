/** Wires the knowledge of the business. */
import { Module } from '@nestjs/common';
import { Gaps } from './gaps';
import { Knowledge } from './knowledge';
import { Suggestions } from './suggestions';

@Module({ providers: [Knowledge, Gaps, Suggestions], exports: [Knowledge, Gaps, Suggestions] })
export class KnowledgeModule {}
