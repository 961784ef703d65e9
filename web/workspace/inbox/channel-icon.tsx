/** The carrier of a message as a small picture; its name stands beside it or is spoken. */
import { IconBrandWhatsapp, IconDeviceMobile, IconMail, IconMessage, IconMessageCircle } from '@tabler/icons-react';
import { channelName } from '../words/words';

const ICONS = { sms: IconDeviceMobile, whatsapp: IconBrandWhatsapp, email: IconMail, web: IconMessageCircle };

export function ChannelIcon({
  channel,
  size = 16,
  silent = false,
}: {
  channel: string;
  size?: number;
  silent?: boolean;
}) {
  const Icon = channel in ICONS ? ICONS[channel as keyof typeof ICONS] : IconMessage;
  return (
    <>
      <Icon size={size} stroke={1.7} aria-hidden />
      {!silent && <span className="sr-only">{channelName(channel)}</span>}
    </>
  );
}
