import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useConnection } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import './attachments.css';

/** The data URL of a picture that the host keeps; null when it is not there any more, undefined while it comes. */
function usePicture(id: string): string | null | undefined {
  const { client } = useConnection();
  const { data, isError } = useQuery({
    queryKey: ['attachment/read', id],
    queryFn: async () => {
      const { mediaType, data: content } = await client.call('attachment/read', { id });
      return `data:${mediaType};base64,${content}`;
    },
    // Its id is its content: it never changes.
    staleTime: Infinity,
    retry: false,
  });
  return isError ? null : data;
}

/** A picture that goes with a text, as a thumbnail that opens. */
export function KeptPicture({ id, name }: { id: string; name: string }) {
  const source = usePicture(id);
  return source === null ? (
    <span className="picture-gone">{name === '' ? 'A picture' : name}, not kept any more</span>
  ) : (
    <Picture source={source} name={name} />
  );
}

/** A picture as a thumbnail that opens; `source` is a data URL, undefined while it comes. */
export function Picture({ source, name }: { source: string | undefined; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="picture"
        title={name}
        aria-label={`Open ${name === '' ? 'the picture' : name}`}
        onClick={() => setOpen(true)}
      >
        {source === undefined ? null : <img src={source} alt="" draggable={false} />}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={name === '' ? 'Picture' : name} size="wide">
        <img className="picture-whole" src={source} alt={name} />
      </Dialog>
    </>
  );
}
