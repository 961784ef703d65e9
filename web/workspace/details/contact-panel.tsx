/** The customer: who, since when, how they may be reached, and what else they wrote about. */
import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconCopy, IconMail, IconPhone, IconWorld } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { Tag } from '../inbox/tag';
import { channelName, contactName, languageName, sentence } from '../words/words';
import { date } from '../words/time';
import classes from './details.module.css';
import { ContactLinksList } from './links';
import { Section } from './section';

const BASES = { asked: 'They asked for it', customer: 'About a matter of theirs', other: 'Another reason' };
const ICONS = { phone: IconPhone, email: IconMail, visitor: IconWorld };

export function ContactPanel({ conversation }: { conversation: ConversationDetail }) {
  const { view } = useParams();
  const profile = conversation.contactProfile;
  const name = contactName({ ...conversation.contact, name: profile.name ?? conversation.contact.name });
  const attributes = Object.entries(profile.attributes);
  return (
    <Section title="Customer">
      <p className={classes.name} title={name}>
        {name}
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>Customer since</dt>
          <dd>{date(profile.since)}</dd>
        </div>
        {profile.language !== null && (
          <div>
            <dt>Language</dt>
            <dd>{languageName(profile.language)}</dd>
          </div>
        )}
        {attributes.map(([label, value]) => (
          <div key={label}>
            <dt>{sentence(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {profile.identities.map((identity) => (
          <div key={`${identity.account} ${identity.externalId}`}>
            <dt>Signed in at {identity.account}</dt>
            <dd>{[identity.externalId, identity.email].filter((part) => part !== null).join(', ')}</dd>
          </div>
        ))}
        {profile.writtenFirst && (
          <div>
            <dt>Written to first</dt>
            <dd title={`${profile.writtenFirst.by}, ${date(profile.writtenFirst.at)}`}>
              {profile.writtenFirst.detail ?? BASES[profile.writtenFirst.basis]}
            </dd>
          </div>
        )}
        {profile.claimedEmail && (
          <div>
            <dt>Gave as address (not verified)</dt>
            <dd title={`Agreed to on ${date(profile.claimedEmail.at)}: ${profile.claimedEmail.consent}`}>
              {profile.claimedEmail.email}
            </dd>
          </div>
        )}
        <div>
          <dt>Came in over</dt>
          <dd title={conversation.account.address}>
            {conversation.account.name} ({channelName(conversation.account.channel)})
          </dd>
        </div>
      </dl>
      <h4 className={classes.label}>Addresses</h4>
      <ul className={classes.addresses}>
        {profile.addresses.map((address) => {
          const Icon = address.kind in ICONS ? ICONS[address.kind as keyof typeof ICONS] : IconWorld;
          return (
            <li key={`${address.kind}-${address.address}`}>
              <Icon size={15} aria-hidden />
              <span className={classes.address} title={address.address}>
                {address.address}
              </span>
              <CopyButton value={address.address}>
                {({ copied, copy }) => (
                  <UnstyledButton className={classes.copy} onClick={copy} aria-label={`Copy ${address.address}`}>
                    {copied ? 'copied' : <IconCopy size={14} aria-hidden />}
                  </UnstyledButton>
                )}
              </CopyButton>
              {address.optedOut ? <Tag tone="danger">Opted out</Tag> : <Tag tone="ok">May be written to</Tag>}
              {address.verified && <Tag>Verified</Tag>}
            </li>
          );
        })}
      </ul>
      <ContactLinksList conversation={conversation} />
      <h4 className={classes.label}>Other conversations</h4>
      {profile.otherConversations.length === 0 ? (
        <p className={classes.quiet}>This is the first one.</p>
      ) : (
        <ul className={classes.others}>
          {profile.otherConversations.map((other) => (
            <li key={other.id}>
              <Link to={`/inbox/${view ?? 'all'}/${other.id}`}>
                <span className={classes.preview} title={other.preview}>
                  {other.preview === '' ? 'No words' : other.preview}
                </span>
                <span className={classes.quiet}>
                  {date(other.openedAt)} · {other.status === 'closed' ? 'closed' : 'open'}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
