/** @jsxImportSource preact */
/** Where to write: text, files by button, drop or paste, and what became of what was not sent. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { AttachIcon, CloseIcon, SendIcon } from './icons';
import type { Session } from './session';
import { words } from './words';

/** Longest text, largest file and most files that the server takes. */
const MAX_LENGTH = 4_000;
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 5;

interface Upload {
  key: string;
  name: string;
  percent: number;
  ticket: string | null;
  fault: string | null;
  stop: AbortController;
}

export function Composer({
  session,
  dropped,
  onBegin,
}: {
  session: Session;
  dropped: { files: File[] } | null;
  onBegin: () => void;
}) {
  const [text, setText] = useState('');
  const [uploads, setUploads] = useState<Upload[]>([]);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
  }, [text]);

  const change = (key: string, part: Partial<Upload>) =>
    setUploads((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = (files: readonly File[]) => {
    files.forEach((file, index) => {
      const stop = new AbortController();
      const key = crypto.randomUUID();
      const room = MAX_FILES - uploads.length - index;
      const fault = room <= 0 ? words.tooMany : file.size > MAX_BYTES ? words.tooLarge : null;
      setUploads((now) => [...now, { key, name: file.name, percent: 0, ticket: null, fault, stop }]);
      if (fault) return;
      session
        .upload(file, (percent) => change(key, { percent }), stop.signal)
        .then(
          (ticket) => change(key, { ticket, percent: 100 }),
          (error: Error) => change(key, { fault: error.message }),
        );
    });
  };
  useEffect(() => {
    if (dropped) add(dropped.files);
  }, [dropped]);

  const ready = uploads.flatMap(({ name, ticket }) => (ticket ? [{ name, ticket }] : []));
  const busy = uploads.some((one) => !one.ticket && !one.fault);
  const empty = busy || (text.trim() === '' && ready.length === 0);

  const send = (event: Event) => {
    event.preventDefault();
    if (empty) return;
    session.send(text.trim(), ready);
    setText('');
    setUploads([]);
    box.current?.focus();
  };

  return (
    <form onSubmit={send}>
      {uploads.length > 0 && (
        <ul class="uploads">
          {uploads.map((one) => (
            <li key={one.key}>
              <span dir="auto">{one.name}</span>
              {one.fault ? (
                <span class="bad" role="alert">
                  {one.fault}
                </span>
              ) : (
                <progress max={100} value={one.percent} aria-label={words.uploading(one.name, one.percent)} />
              )}
              <button
                type="button"
                class="plain"
                aria-label={`${words.remove}: ${one.name}`}
                onClick={() => {
                  one.stop.abort();
                  setUploads((now) => now.filter((other) => other.key !== one.key));
                }}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="line">
        <button type="button" class="plain" aria-label={words.attach} onClick={() => picker.current?.click()}>
          <AttachIcon />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          maxLength={MAX_LENGTH}
          aria-label={words.label}
          placeholder={words.placeholder}
          enterkeyhint="send"
          onInput={(event) => {
            setText(event.currentTarget.value);
            onBegin();
            session.typing();
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            add(files);
          }}
          onKeyDown={(event) => {
            // Enter that ends a composition (Chinese, Japanese …) is not "send".
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
          }}
        />
        <button type="submit" aria-label={words.send} disabled={empty}>
          <SendIcon />
        </button>
      </div>
    </form>
  );
}
