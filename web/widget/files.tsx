/** @jsxImportSource preact */
/** Files of a message: raster images are shown, the rest is a download. */
import { useEffect, useState } from 'preact/hooks';
import type { WidgetMessage } from '../../src/api/http/contract';
import type { Session } from './session';
import { words } from './words';

type WidgetFile = WidgetMessage['files'][number];

const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/u;

export function Files({ session, files }: { session: Session; files: WidgetFile[] }) {
  return (
    <>
      {files.map((file) => (
        <File key={file.id} session={session} file={file} />
      ))}
    </>
  );
}

function File({ session, file }: { session: Session; file: WidgetFile }) {
  const [url, setUrl] = useState<string | null>(null);
  const name = file.name ?? file.mediaType;
  const image = SHOWN.test(file.mediaType);
  useEffect(() => {
    if (!image) return;
    let made: string | null = null;
    let gone = false;
    session.fileUrl(file.id).then(
      (address) => {
        made = address;
        if (gone) URL.revokeObjectURL(address);
        else setUrl(address);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [file.id]);
  const download = () =>
    void session.fileUrl(file.id).then(
      (address) => {
        const link = document.createElement('a');
        link.href = address;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
      },
      () => undefined,
    );
  return (
    <button type="button" class="file" aria-label={words.download(name)} onClick={download}>
      {url ? <img src={url} alt={name} onError={() => setUrl(null)} /> : name}
    </button>
  );
}
