/**
 * What the knowledge learns from: versions of articles, for whom an article is, questions that got no answer in groups, and what
 * humans answered to them as suggestions. No words of customers are copied: questions and answers are read from their messages, and
 * the terms that group them go with the conversation.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Knowledge1764900000000 implements MigrationInterface {
  name = 'Knowledge1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // Words are stemmed by two letters: a region behind them said nothing.
  `update article set language = lower(left(language, 2)) where language !~ '^[a-z]{2}$'`,
  `alter table article
     add column channels text[] not null default '{}',
     add column audience text not null default 'everyone',
     add constraint article_audience check (audience in ('everyone', 'signed_in', 'agents'))`,

  `create table article_version (
    article_id uuid not null references article(id) on delete cascade,
    revision integer not null,
    content jsonb not null,
    action text not null,
    agent_id uuid references agent(id),
    actor text not null,
    at timestamptz not null default now(),
    primary key (article_id, revision),
    constraint article_version_action check (action in ('created', 'changed', 'restored', 'imported', 'accepted'))
  )`,
  // What was accepted from questions is counted apart.
  `create index article_version_accepted on article_version (at) where action = 'accepted'`,
  `insert into article_version (article_id, revision, content, action, actor, at)
   select id, revision,
          jsonb_build_object('title', title, 'body', body, 'phrasings', phrasings, 'url', url, 'language', language,
                             'escalate', escalate, 'channels', channels, 'audience', audience, 'active', active),
          case when revision = 1 then 'created' else 'changed' end, 'Baton', updated_at
     from article`,

  `create table knowledge_gap (
    id uuid primary key,
    language text not null,
    state text not null default 'open',
    questions integer not null default 0,
    detail text,
    article_id uuid references article(id) on delete set null,
    agent_id uuid references agent(id),
    created_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    ended_at timestamptz,
    constraint knowledge_gap_state check (state in ('open', 'written', 'dismissed')),
    constraint knowledge_gap_ended check ((state = 'open') = (ended_at is null))
  )`,
  `create index knowledge_gap_list on knowledge_gap (state, questions desc, id desc)`,
  `create index knowledge_gap_article on knowledge_gap (article_id) where article_id is not null`,
  `create table knowledge_question (
    id uuid primary key,
    gap_id uuid not null references knowledge_gap(id),
    conversation_id uuid not null references conversation(id),
    from_seq integer not null,
    to_seq integer not null,
    outcome text not null,
    -- Stems that carry meaning; empty once its group has enough of them to be known by.
    terms text[] not null default '{}',
    -- Its conversation was closed, and what a human answered was looked at.
    settled boolean not null default false,
    created_at timestamptz not null default now(),
    constraint knowledge_question_outcome check (outcome in ('unknown', 'handed_off'))
  )`,
  `create unique index knowledge_question_once on knowledge_question (conversation_id, to_seq)`,
  `create index knowledge_question_gap on knowledge_question (gap_id, id desc)`,
  `create index knowledge_question_unsettled on knowledge_question (id) where not settled`,
  `create index knowledge_question_terms on knowledge_question using gin (terms) where terms <> '{}'`,
  `create table knowledge_suggestion (
    id uuid primary key,
    question_id uuid not null references knowledge_question(id),
    conversation_id uuid not null references conversation(id),
    -- The messages in which an agent answered.
    answer_seqs integer[] not null,
    -- The article that seems to say the same: then only its phrasings lack the question.
    article_id uuid references article(id) on delete set null,
    state text not null default 'open',
    detail text,
    agent_id uuid references agent(id),
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    constraint knowledge_suggestion_state check (state in ('open', 'accepted', 'rejected')),
    constraint knowledge_suggestion_ended check ((state = 'open') = (ended_at is null))
  )`,
  `create unique index knowledge_suggestion_question on knowledge_suggestion (question_id)`,
  `create index knowledge_suggestion_list on knowledge_suggestion (state, id desc)`,
  `create index knowledge_suggestion_conversation on knowledge_suggestion (conversation_id)`,
  `create index knowledge_suggestion_article on knowledge_suggestion (article_id) where article_id is not null`,
  // The questions of the last days, answered and not: what the share of answers is measured on.
  `create index turn_asked on turn (id desc) where outcome in ('answered', 'suggested', 'unknown', 'handed_off') and assistant is not null`,
];

const DOWN = [
  `drop index turn_asked`,
  `drop table knowledge_suggestion`,
  `drop table knowledge_question`,
  `drop table knowledge_gap`,
  `drop table article_version`,
  `alter table article drop column audience, drop column channels`,
];
