/** Trials: what a policy would do, or did, without doing it. */
import { Module } from '@nestjs/common';
import { Trials } from './trials';

@Module({ providers: [Trials], exports: [Trials] })
export class TrialsModule {}
