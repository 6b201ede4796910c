import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ItemOf } from '#shared/model/item/item.ts';
import { useConnection } from '../../connection/index.ts';
import { Picture } from '../attachments/index.ts';
import { Mark } from '../../ui/kit.tsx';
import { useSource } from './item-source.ts';
import { FoldCard, Json } from './tool-cards.tsx';

/** Something that happened, in one quiet line. */
export function Line({ children }: { children: ReactNode }) {
  return (
    <div className="line-item">
      <Mark tone="rest" />
      <span>{children}</span>
    </div>
  );
}

/** A picture on the machine of the agents, through the host's checks; why not, where it is not shown. */
function AgentPicture({ path }: { path: string }) {
  const { client } = useConnection();
  const { id: threadId } = useSource();
  const { data, error } = useQuery({
    queryKey: ['file/picture', threadId, path],
    queryFn: async () => {
      const { mediaType, data: content } = await client.call('file/picture', { threadId, path });
      return `data:${mediaType};base64,${content}`;
    },
    staleTime: Infinity,
    retry: false,
  });
  return error === null ? (
    <Picture source={data} name={path} />
  ) : (
    <span className="picture-gone">Not shown: {error.message}</span>
  );
}

/** An image that the agent looked at, or had made. */
export function Image({ item }: { item: ItemOf<'image'> }) {
  if (item.act === 'viewed')
    return (
      <div className="stack">
        <Line>
          Looked at the image <code>{item.path}</code>
        </Line>
        {item.path === null ? null : <AgentPicture path={item.path} />}
      </div>
    );
  return (
    <FoldCard
      tone={item.failure === null ? 'done' : 'failed'}
      title={<span>{item.failure === null ? 'Made an image' : 'No image was made'}</span>}
      end={item.status}
      open={item.failure === null}
    >
      {item.failure === null && item.path !== null ? <AgentPicture path={item.path} /> : null}
      <Json value={item.failure ?? item.prompt ?? item.path ?? item.status} />
    </FoldCard>
  );
}
