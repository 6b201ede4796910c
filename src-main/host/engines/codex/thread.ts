import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { ToldThread } from '../engine.ts';
import { fields, id, numberOr, readStatus, short, text, textOrNull } from './wire.ts';

/** Reads the protocol's thread object. Its times come in seconds and leave in milliseconds. */
export function readThread(value: unknown): ToldThread {
  const raw = fields(value, 'thread');
  const git =
    raw['gitInfo'] === null || raw['gitInfo'] === undefined ? null : fields(raw['gitInfo'], 'gitInfo');
  const nickname = textOrNull(raw, 'agentNickname');
  const name = textOrNull(raw, 'name') ?? nickname;
  const parent = textOrNull(raw, 'parentThreadId');
  return {
    id: asId<ThreadId>(id(raw, 'id')),
    parentId: parent === null ? null : asId<ThreadId>(parent),
    name: name === null ? null : short(name),
    preview: short(textOrNull(raw, 'preview') ?? ''),
    cwd: text(raw, 'cwd'),
    branch: git === null ? null : textOrNull(git, 'branch'),
    model: textOrNull(raw, 'model'),
    effort: textOrNull(raw, 'reasoningEffort'),
    createdAt: numberOr(raw, 'createdAt', 0) * 1000,
    ephemeral: raw['ephemeral'] === true,
    ...readStatus(raw['status']),
  };
}
