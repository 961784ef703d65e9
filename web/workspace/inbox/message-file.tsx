/** A file of a message: an image to look at, anything else to download; says what is not there and why. */
import { IconPaperclip } from '@tabler/icons-react';
import type { Message } from '../api/transcript';
import classes from './inbox.module.css';

const RASTER = /^image\/(?:png|jpe?g|gif|webp)$/i;

export function MessageFile({
  file,
  conversationId,
}: {
  file: Message['attachments'][number];
  conversationId: string;
}) {
  const name = file.name ?? file.mediaType;
  const address = `/api/conversations/${conversationId}/attachments/${file.id}`;
  if (file.state !== 'stored') {
    return (
      <p className={classes.file}>
        <IconPaperclip size={15} aria-hidden /> {name}
        {file.state === 'refused' ? ' (refused: type or size not allowed)' : ' (not fetched yet)'}
      </p>
    );
  }
  if (RASTER.test(file.mediaType)) {
    return (
      <a className={classes.picture} href={`${address}?inline=1`} target="_blank" rel="noreferrer noopener">
        <img src={`${address}?inline=1`} alt={name} loading="lazy" />
      </a>
    );
  }
  return (
    <p className={classes.file}>
      <IconPaperclip size={15} aria-hidden />{' '}
      <a href={address} download={name}>
        {name}
      </a>
    </p>
  );
}
