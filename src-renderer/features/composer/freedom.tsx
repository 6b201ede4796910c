import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ModelChoice, Params } from '#shared/contract/requests.ts';
import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import { useConnection, useHomes } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';

const DEFAULT = '';
const NO_MODELS: readonly ModelChoice[] = [];
type Sandbox = NonNullable<Params<'thread/start'>['sandbox']>;
type Policy = NonNullable<Params<'thread/start'>['approvalPolicy']>;

const SANDBOXES = [
  { value: DEFAULT, label: 'Usual sandbox', detail: 'What the configuration of Codex says' },
  { value: 'read-only', label: 'Read only', detail: 'Looks at everything, changes nothing without asking' },
  {
    value: 'workspace-write',
    label: 'Writes here',
    detail: 'Changes files in the workspace, asks for anything outside',
  },
  {
    value: 'danger-full-access',
    label: 'Full access',
    detail: 'No sandbox at all: every command runs as you',
  },
];
const POLICIES = [
  { value: DEFAULT, label: 'Usual asking', detail: 'What the configuration of Codex says' },
  { value: 'on-request', label: 'Asks', detail: 'Asks when it needs more than the sandbox allows' },
  { value: 'never', label: 'Never asks', detail: 'What the sandbox forbids simply fails' },
];

interface Chosen {
  readonly model: string;
  readonly effort: string;
  readonly sandbox: string;
  readonly policy: string;
}
const USUAL: Chosen = { model: DEFAULT, effort: DEFAULT, sandbox: DEFAULT, policy: DEFAULT };

/** With which model a new thread works, and how freely. */
export interface Freedom extends Chosen {
  choose(what: Partial<Chosen>): void;
  /** What was chosen, as `thread/start` takes it; nothing of what is left to the configuration of Codex. */
  readonly params: Pick<Params<'thread/start'>, 'model' | 'effort' | 'sandbox' | 'approvalPolicy'>;
  readonly models: readonly { readonly value: string; readonly label: string; readonly detail: string }[];
  /** Efforts of the chosen model. */
  readonly efforts: readonly string[];
  /** The models could not be listed. */
  readonly unlisted: boolean;
}

/** What there is to choose in a workspace, with its home, and what is chosen. */
export function useFreedom(workspaceId: WorkspaceId, homeId: HomeId | undefined): Freedom {
  const { client } = useConnection();
  const [chosen, setChosen] = useState(USUAL);
  const models = useQuery({
    queryKey: ['models', workspaceId],
    staleTime: 300_000,
    queryFn: () => client.call('models/list', { workspaceId }),
  });
  const choices = models.data?.models ?? NO_MODELS;
  const usual = useHomes().find(({ id }) => id === homeId)?.model ?? null;
  const model =
    choices.find(({ id }) => id === (chosen.model === DEFAULT ? usual : chosen.model)) ??
    choices.find(({ isDefault }) => isDefault);
  const listed = useMemo(
    () => [
      { value: DEFAULT, label: usual ?? 'Usual model', detail: 'What the configuration of Codex says' },
      ...choices.map(({ id, name, description }) => ({ value: id, label: name, detail: description })),
    ],
    [choices, usual],
  );
  return {
    ...chosen,
    choose: (what) => setChosen((before) => ({ ...before, ...what })),
    params: {
      ...(chosen.model === DEFAULT ? {} : { model: chosen.model }),
      ...(chosen.effort === DEFAULT ? {} : { effort: chosen.effort }),
      ...(chosen.sandbox === DEFAULT ? {} : { sandbox: chosen.sandbox as Sandbox }),
      ...(chosen.policy === DEFAULT ? {} : { approvalPolicy: chosen.policy as Policy }),
    },
    models: listed,
    efforts: model?.efforts ?? [],
    unlisted: models.error !== null,
  };
}

/** The menus to choose them by. */
export function FreedomMenus({ freedom }: { freedom: Freedom }) {
  const { choose } = freedom;
  return (
    <>
      <ChoiceMenu
        label="Model"
        value={freedom.model}
        onChange={(next) => choose({ model: next, effort: DEFAULT })}
        choices={freedom.models}
      />
      {freedom.efforts.length === 0 ? null : (
        <ChoiceMenu
          label="Effort"
          value={freedom.effort}
          onChange={(effort) => choose({ effort })}
          choices={[
            { value: DEFAULT, label: 'Usual effort', detail: 'What the configuration of Codex says' },
            ...freedom.efforts.map((value) => ({ value, label: value })),
          ]}
        />
      )}
      <ChoiceMenu
        label="Sandbox"
        value={freedom.sandbox}
        onChange={(sandbox) => choose({ sandbox })}
        choices={SANDBOXES}
      />
      <ChoiceMenu
        label="Approvals"
        value={freedom.policy}
        onChange={(policy) => choose({ policy })}
        choices={POLICIES}
      />
    </>
  );
}
