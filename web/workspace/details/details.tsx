/** What an agent should know, in the order of need: brief, decision, customer, handoff. */
import type { ConversationDetail } from '../../../src/api/http/contract';
import { BriefPanel } from './brief-panel';
import { ContactPanel } from './contact-panel';
import { DecisionPanel } from './decision-panel';
import classes from './details.module.css';
import { HandoffPanel } from './handoff-panel';
import { RatingPanel } from './rating-panel';
import { Section } from './section';

interface Props {
  conversation: ConversationDetail;
  /** Scrolls the transcript to a message. */
  onJump: (seq: number) => void;
}

export function Details({ conversation, onJump }: Props) {
  const { handoff, decision, rating } = conversation;
  return (
    <div className={classes.details}>
      {handoff ? (
        <BriefPanel handoff={handoff} live={conversation.holder !== 'assistant'} onJump={onJump} />
      ) : (
        <Section title="Brief">
          <p className={classes.quiet}>
            No handoff yet. When the assistant calls for a person, a summary with its sources stands here.
          </p>
        </Section>
      )}
      {decision && <DecisionPanel conversationId={conversation.id} decision={decision} onJump={onJump} />}
      {rating && <RatingPanel rating={rating} />}
      <ContactPanel conversation={conversation} />
      {handoff && <HandoffPanel handoff={handoff} onJump={onJump} />}
    </div>
  );
}
