/** A file of a message: a picture that opens large, a sound that plays, a card that is read, or a chip to save it. */
import { Loader, Modal } from '@mantine/core';
import { IconAddressBook, IconAlertTriangle, IconFile, IconPhotoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Message } from '../api/transcript';
import classes from './inbox.module.css';
import { readCards } from './vcard';

type File = Message['attachments'][number];

const PICTURE = /^image\/(jpeg|png|gif|webp|bmp|avif)$/;
const SOUND = /^audio\/(ogg|mpeg|mp4|aac|wav)$/;
const LARGEST_CARD = 64 * 1024;

export function AttachmentView({ conversationId, file }: { conversationId: string; file: File }) {
  const url = `/api/conversations/${conversationId}/attachments/${file.id}`;
  switch (file.state) {
    case 'remote':
      return (
        <p className={classes.chip} role="status">
          <Loader size={14} aria-hidden /> {kindOf(file)} is on its way
        </p>
      );
    case 'refused':
      return (
        <p className={classes.chip}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            {file.name ?? kindOf(file)}: {file.detail ?? 'too large to be kept'}
          </span>
        </p>
      );
    case 'stored':
      if (PICTURE.test(file.mediaType)) return <Picture url={url} file={file} />;
      if (SOUND.test(file.mediaType)) {
        return (
          <div className={classes.sound}>
            {/* What was said has no captions. */}
            <audio controls preload="metadata" src={`${url}?inline=1`} aria-label={file.name ?? 'Voice note'} />
            <a href={url} download>
              Save ({size(file.bytes)})
            </a>
          </div>
        );
      }
      if (file.mediaType === 'text/vcard' && (file.bytes ?? 0) <= LARGEST_CARD) return <Cards url={url} file={file} />;
      return <Chip url={url} file={file} />;
  }
}

function Chip({ url, file }: { url: string; file: File }) {
  return (
    <a className={classes.chip} href={url} download>
      <IconFile size={16} aria-hidden />
      <span>
        {file.name ?? kindOf(file)} <small>{size(file.bytes)}</small>
      </span>
    </a>
  );
}

function Picture({ url, file }: { url: string; file: File }) {
  const [large, setLarge] = useState(false);
  const [broken, setBroken] = useState(false);
  const name = file.name ?? 'Picture from the customer';
  if (broken) {
    return (
      <a className={classes.chip} href={url} download>
        <IconPhotoOff size={16} aria-hidden /> This picture cannot be shown. Save it ({size(file.bytes)})
      </a>
    );
  }
  return (
    <>
      <button
        type="button"
        className={classes.picture}
        onClick={() => setLarge(true)}
        aria-label={`${name}: open large`}
      >
        <img src={`${url}?inline=1`} alt={name} loading="lazy" onError={() => setBroken(true)} />
      </button>
      <Modal opened={large} onClose={() => setLarge(false)} title={name} size="auto" centered>
        <img className={classes.large} src={`${url}?inline=1`} alt={name} />
        <p className={classes.save}>
          <a href={url} download>
            Save ({size(file.bytes)})
          </a>
        </p>
      </Modal>
    </>
  );
}

function Cards({ url, file }: { url: string; file: File }) {
  const cards = useQuery({
    queryKey: ['vcard', file.id],
    queryFn: async ({ signal }) => {
      const response = await fetch(url, { signal, credentials: 'same-origin' });
      if (!response.ok) throw new Error(String(response.status));
      return readCards(await response.text());
    },
    staleTime: Infinity,
  });
  if (!cards.data || cards.data.length === 0) return <Chip url={url} file={file} />;
  return (
    <ul className={classes.cards} aria-label="Contacts sent">
      {cards.data.map((card, index) => (
        <li key={index}>
          <IconAddressBook size={18} aria-hidden />
          <span>
            <strong>{card.name}</strong>
            {card.organisation !== null && <small>{card.organisation}</small>}
            {card.phones.map((phone) => (
              <a key={phone} href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
                {phone}
              </a>
            ))}
            {card.emails.map((email) => (
              <a key={email} href={`mailto:${encodeURIComponent(email)}`}>
                {email}
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function kindOf({ mediaType }: File): string {
  if (mediaType.startsWith('image/')) return 'A picture';
  if (mediaType.startsWith('audio/')) return 'A voice note';
  if (mediaType.startsWith('video/')) return 'A video';
  if (mediaType === 'application/pdf') return 'PDF';
  return mediaType.includes('vcard') ? 'A contact' : 'A file';
}

function size(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
