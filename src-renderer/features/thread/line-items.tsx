import type { ReactNode } from 'react';
import type { ItemOf } from '#shared/model/item/item.ts';
import { Mark } from '../../ui/kit.tsx';
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

/** An image that the agent looked at, or had made. */
export function Image({ item }: { item: ItemOf<'image'> }) {
  if (item.act === 'viewed')
    return (
      <Line>
        Looked at the image <code>{item.path}</code>
      </Line>
    );
  return (
    <FoldCard
      tone={item.failure === null ? 'done' : 'failed'}
      title={<span>{item.failure === null ? 'Made an image' : 'No image was made'}</span>}
      end={item.status}
    >
      <Json value={item.failure ?? item.path ?? item.prompt ?? item.status} />
    </FoldCard>
  );
}
