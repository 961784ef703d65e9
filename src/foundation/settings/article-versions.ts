/** How a version of an article is kept: whoever changes one stores what it is now, in the same transaction. */
import type { Queryable } from '../database/database';
import type { ArticleVersion } from '../model/entities/article-version.entity';

export async function storeVersion(
  tx: Queryable,
  articleId: string,
  action: ArticleVersion['action'],
  by: { agentId: string | null; actor: string },
): Promise<void> {
  await tx.query(
    `insert into article_version (article_id, revision, content, action, agent_id, actor)
     select id, revision,
            jsonb_build_object('title', title, 'body', body, 'phrasings', phrasings, 'url', url, 'language', language,
                               'escalate', escalate, 'channels', channels, 'audience', audience, 'active', active),
            $2, $3, $4
       from article where id = $1`,
    [articleId, action, by.agentId, by.actor],
  );
}
