import { useMemo } from 'react';
import type { Approval } from '#shared/model/approval/approval.ts';
import { pills } from './words.ts';

/** What a request touches, each with the words of it that make it so. */
export function Pills({ approval, folder }: { approval: Approval; folder: string | null }) {
  const touched = useMemo(() => pills(approval, folder), [approval, folder]);
  if (touched.length === 0) return null;
  return (
    <div className="ap-pills">
      {touched.map((pill) => (
        <span
          key={`${pill.text} ${pill.code ?? ''}`}
          className="pill"
          data-tone={pill.tone}
          title={pill.title ?? pill.text}
        >
          {pill.text}
          {pill.code === undefined ? null : <code>{pill.code}</code>}
        </span>
      ))}
    </div>
  );
}
