/** Files that go out with a reply: chosen or pasted, uploaded at once with their progress, and what the send gate says of each. */
import { ActionIcon, Loader, RingProgress, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconFile, IconLink, IconPaperclip, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { LegVerdict } from '../../../src/api/http/contract';
import { upload } from '../api/client';
import { asProblem } from '../api/problem';
import classes from './inbox.module.css';
import type { Attached } from './pending';

/** As the server has it. */
const MOST = 5;
const LARGEST = 10 * 1024 * 1024;

interface Item {
  key: number;
  name: string;
  percent: number;
  done: Attached | null;
  fault: string | null;
  stop: AbortController;
}

export interface Attaching {
  items: readonly Item[];
  /** Those that have arrived, in their order. */
  ready: Attached[];
  /** One is on its way still, or was refused: nothing is sent without it. */
  waits: boolean;
  add(files: readonly File[]): void;
  remove(key: number): void;
  clear(): void;
}

export function useAttaching(): Attaching {
  const [items, setItems] = useState<readonly Item[]>([]);
  const next = useRef(0);
  const change = (key: number, part: Partial<Item>) =>
    setItems((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return {
    items,
    ready: items.flatMap(({ done }) => done ?? []),
    waits: items.some(({ done }) => done === null),
    add: (files) =>
      files.forEach((file, index) => {
        const key = (next.current += 1);
        const stop = new AbortController();
        const fault =
          items.length + index >= MOST
            ? `At most ${MOST} files go with one reply.`
            : file.size > LARGEST
              ? 'The file is larger than 10 MB.'
              : null;
        setItems((now) => [...now, { key, name: file.name, percent: 0, done: null, fault, stop }]);
        if (fault !== null) return;
        upload<Omit<Attached, 'name'>>('/api/uploads', file, (percent) => change(key, { percent }), stop.signal).then(
          ({ ticket, mediaType, bytes }) => change(key, { done: { ticket, mediaType, bytes, name: file.name } }),
          (error: unknown) => change(key, { fault: asProblem(error).detail }),
        );
      }),
    remove: (key) => {
      items.find((one) => one.key === key)?.stop.abort();
      setItems((now) => now.filter((one) => one.key !== key));
    },
    clear: () => setItems([]),
  };
}

export function AttachButton({ attaching, disabled }: { attaching: Attaching; disabled: boolean }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          attaching.add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Tooltip label="Attach files (or paste them)">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Attach files"
          disabled={disabled}
          onClick={() => picker.current?.click()}
        >
          <IconPaperclip size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

export function AttachedList({ attaching, leg }: { attaching: Attaching; leg: LegVerdict | undefined }) {
  if (attaching.items.length === 0) return null;
  const order = attaching.items.filter(({ done }) => done !== null);
  return (
    <ul className={classes.attached} aria-label="Files that go with the reply">
      {attaching.items.map((item) => {
        const way = leg?.files[order.indexOf(item)];
        return (
          <li key={item.key} data-fault={item.fault !== null || undefined}>
            <Mark item={item} link={way?.as === 'link'} />
            <span className={classes.attachedName} title={item.name}>
              {item.name}
              <small role={item.fault === null ? undefined : 'alert'}>
                {item.fault ??
                  (item.done === null
                    ? `${item.percent} %`
                    : way?.as === 'link'
                      ? `Goes as a link. ${way.why ?? ''}`
                      : size(item.done.bytes))}
              </small>
            </span>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`Remove ${item.name}`}
              onClick={() => attaching.remove(item.key)}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        );
      })}
    </ul>
  );
}

function Mark({ item, link }: { item: Item; link: boolean }) {
  if (item.fault !== null) return <IconAlertTriangle size={16} aria-hidden />;
  if (item.done !== null) return link ? <IconLink size={16} aria-hidden /> : <IconFile size={16} aria-hidden />;
  return item.percent === 100 ? (
    <Loader size={16} aria-hidden />
  ) : (
    <RingProgress size={18} thickness={3} sections={[{ value: item.percent, color: 'blue' }]} aria-hidden />
  );
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
