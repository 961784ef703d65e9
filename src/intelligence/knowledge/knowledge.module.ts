/** Wires the knowledge of the business. */
import { Module } from '@nestjs/common';
import { Knowledge } from './knowledge';

@Module({ providers: [Knowledge], exports: [Knowledge] })
export class KnowledgeModule {}
