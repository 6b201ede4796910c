import { useQuery } from '@tanstack/react-query';
import { File, Folder } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { filesTopic, hostTopic } from '#shared/contract/topics.ts';
import { COMMANDS } from '#shared/model/commands/commands.ts';
import { fitting, type FoundFile } from '#shared/model/files/file-search.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { fileMention, type Completing } from '#shared/model/prompt/completion.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import { commandOf, commands, type CommandId } from '../../platform/commands.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { rankRows } from '../../platform/rank.ts';
import {
  everySelector,
  useConnection,
  useEntity,
  useSelected,
  useWorkspace,
} from '../../connection/index.ts';
import { CompletionList, type CompletionListProps, type Option } from './completion-list.tsx';

/** Where is written. */
export interface WritingPlace {
  readonly workspaceId: WorkspaceId;
  readonly threadId: ThreadId | null;
}

export type Chosen =
  | { readonly type: 'file'; readonly text: string; readonly more: boolean }
  | { readonly type: 'skill'; readonly name: string; readonly path: string }
  | { readonly type: 'command'; readonly id: CommandId }
  | { readonly type: 'prompt'; readonly prompt: SavedPrompt };

export interface CompletionsProps extends Pick<CompletionListProps, 'keys' | 'area' | 'onClose'> {
  readonly completing: Completing;
  readonly place: WritingPlace;
  onChoose(chosen: Chosen): void;
}

/** The list that belongs to what is being completed. */
export function Completions(props: CompletionsProps) {
  const { kind } = props.completing;
  const { fileSearch = true, skills = true } = useWorkspace(props.place.workspaceId)?.capabilities ?? {};
  if (kind === 'file') return fileSearch ? <Files {...props} /> : null;
  if (kind === 'skill') return skills ? <Skills {...props} /> : null;
  return <Commands {...props} />;
}

function Files({ completing: { query }, place, onChoose, ...list }: CompletionsProps) {
  const { client } = useConnection();
  const [id] = useState(() => crypto.randomUUID());
  const topic = filesTopic({ ...place, id });
  const found = useEntity(topic, filesTopic.found.key);
  const open = found !== undefined;
  useEffect(() => {
    // One that fails says so on its topic.
    if (open && query !== '') client.call('files/find', { search: topic, query }).catch(() => undefined);
  }, [client, topic, open, query]);
  const files = query === '' || found === undefined ? NO_FILES : fitting(found, query);
  const options = files.map((file): Option => {
    const slash = file.path.lastIndexOf('/');
    return {
      key: file.path,
      label: (
        <>
          {file.folder ? <Folder size={14} aria-hidden="true" /> : <File size={14} aria-hidden="true" />}
          <Fitting file={file} from={slash + 1} />
        </>
      ),
      detail: slash === -1 ? undefined : file.path.slice(0, slash),
      choose: () =>
        onChoose({
          type: 'file',
          text: file.folder && !/\s/.test(file.path) ? `@${file.path}/` : fileMention(file.path),
          more: file.folder,
        }),
    };
  });
  const none =
    query === ''
      ? 'Type a part of a file’s name or path'
      : found?.query === query
        ? (found.problem ?? 'No file is called that')
        : 'Looking…';
  return <CompletionList label="Files" options={options} none={none} {...list} />;
}

const NO_FILES: readonly FoundFile[] = [];

/** The name of a file, with what fits the query marked. */
function Fitting({ file, from }: { file: FoundFile; from: number }) {
  const fits = new Set(file.fits);
  return (
    <span className="clip">
      {Array.from(file.path.slice(from), (letter, at) =>
        // oxlint-disable-next-line react/no-array-index-key -- letters have no other name
        fits.has(from + at) ? <b key={at}>{letter}</b> : letter,
      )}
    </span>
  );
}

/** The skills of an agent in a place; an empty list until they are known. */
export function useSkills({ workspaceId, threadId }: WritingPlace, wanted: boolean) {
  const { client } = useConnection();
  return useQuery({
    queryKey: ['skills/list', workspaceId, threadId],
    enabled: wanted,
    staleTime: 30_000,
    retry: false,
    queryFn: () => client.call('skills/list', { workspaceId, threadId }),
  });
}

function Skills({ completing: { query }, place, onChoose, ...list }: CompletionsProps) {
  const { data, error, isPending } = useSkills(place, true);
  const options = useMemo(
    () =>
      rankRows(
        (data?.skills ?? []).map((row) => ({ row, text: row.name })),
        query,
      ).map((skill): Option => ({
        key: skill.path,
        label: skill.name,
        detail: skill.description,
        choose: () => onChoose({ type: 'skill', name: skill.name, path: skill.path }),
      })),
    [data, query, onChoose],
  );
  const none = isPending ? 'Looking…' : error === null ? 'No skill is called that' : error.message;
  return <CompletionList label="Skills" options={options} none={none} {...list} />;
}

const PROMPTS = everySelector(hostTopic.savedPrompt);

/** Verbs of a thread: what the table has under this group, and what writes prompts. */
const VERBS = (Object.keys(COMMANDS) as CommandId[]).filter(
  (id) =>
    ['Thread', 'Writing'].includes(commandOf(id).group) &&
    commandOf(id).hidden !== true &&
    id !== 'thread.compose',
);

function Commands({ completing: { query }, onChoose, keys, area, onClose }: CompletionsProps) {
  const prompts = useSelected(hostTopic.topic, PROMPTS);
  const options = useMemo(() => {
    const kept = prompts.map((prompt): readonly [Option, string] => [
      {
        key: `prompt ${prompt.id}`,
        label: prompt.name,
        detail: prompt.text.replaceAll(/\s+/g, ' ').slice(0, 200),
        choose: () => onChoose({ type: 'prompt', prompt }),
      },
      prompt.name,
    ]);
    const verbs = VERBS.map((id): readonly [Option, string] => {
      const can = commands.can(id);
      return [
        {
          key: id,
          label: commandOf(id).title,
          detail: can ? undefined : (NOT_NOW[id] ?? 'Not possible here now'),
          disabled: !can,
          keys: <KeyOf id={id} />,
          choose: () => onChoose({ type: 'command', id }),
        },
        `${commandOf(id).title} ${id.slice(id.indexOf('.') + 1)}`,
      ];
    });
    const ranked = rankRows(
      [...kept, ...verbs].map(([row, text]) => ({ row, text })),
      query,
    );
    // What can be done comes first; the order within is that of the ranking.
    return [
      ...ranked.filter(({ disabled }) => disabled !== true),
      ...ranked.filter(({ disabled }) => disabled),
    ];
  }, [prompts, query, onChoose]);
  return (
    <CompletionList
      label="Commands"
      options={options}
      none="No command is called that"
      {...{ keys, area, onClose }}
    />
  );
}

/** Why a verb cannot be done, where that is more than that nobody offers it here. */
const NOT_NOW: Partial<Record<CommandId, string>> = {
  'thread.interrupt': 'No turn runs',
  'thread.continue': 'Nothing was cut off, and nothing is queued',
  'thread.continueAll': 'No thread was interrupted',
  'prompt.save': 'Nothing is written',
};
