/** Other systems can be told of ratings. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Rated1765340000003 implements MigrationInterface {
  name = 'Rated1765340000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // The number, never the reason: a customer's words leave the house nowhere else.
  `create function webhook_rated() returns trigger language plpgsql as $$
    begin
      perform webhook_tell('conversation.rated', new.conversation_id, null,
        jsonb_build_object('surveyId', new.id, 'score', new.score, 'answeredBy', new.answered_by, 'teamId', new.team_id,
          'agentId', new.agent_id, 'episode', new.episode));
      return null;
    end
  $$`,
  `create trigger webhook_rated after update of score on survey for each row
     when (old.score is distinct from new.score) execute function webhook_rated()`,
];

const DOWN = [`drop trigger webhook_rated on survey`, `drop function webhook_rated()`];
