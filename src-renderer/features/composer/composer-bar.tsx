import { useQuery } from '@tanstack/react-query';
import { Menu } from '@base-ui/react/menu';
import { ChevronDown, ListChecks, Shield } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ModelChoice } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import {
  PERMISSION_MODES,
  PERMISSION_WORDS,
  type PermissionMode,
  type SettingsChange,
  type ThreadSettings,
} from '#shared/model/thread/settings.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { asFailure, useConnection, useWorkspace } from '../../connection/index.ts';
import { tellFailure, tellShortly } from '../../platform/messages.tsx';
import { useKeyOf } from '../../platform/keymap.ts';
import { useCommand } from '../../platform/use-command.ts';
import { ChoiceItems, type Choice } from '../../ui/choice-menu.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { percent, short } from '../../ui/format.ts';
import { effortLabel, effortsOf, modelLabel, modelOf } from './model-words.ts';

const NO_MODELS: readonly ModelChoice[] = [];
type BarCommand = 'thread.model' | 'thread.effort' | 'thread.permission' | 'thread.plan';

/** The models of a workspace, and whether they could be listed. */
export function useModels(workspaceId: WorkspaceId) {
  const { client } = useConnection();
  const models = useQuery({
    queryKey: ['models', workspaceId],
    staleTime: 300_000,
    queryFn: () => client.call('models/list', { workspaceId }),
  });
  return { models: models.data?.models ?? NO_MODELS, unlisted: models.error !== null };
}

/** The line under the composer of a thread: what it works with, to be changed at rest and while it runs. */
export function ThreadBar({ thread }: { thread: ThreadDetail }) {
  const { client } = useConnection();
  const able = useWorkspace(thread.workspaceId)?.capabilities.settings ?? true;
  const change = (what: SettingsChange): void => {
    client.call('thread/settings', { threadId: thread.id, ...what }).then(
      ({ from }) => {
        if (from === 'nextTurn')
          tellShortly('rest', 'From the next turn on', 'The turn that runs goes on as it began.');
      },
      (error: unknown) => tellFailure('It stays as it was', asFailure(error)),
    );
  };
  return (
    <>
      <SettingsBar
        workspaceId={thread.workspaceId}
        value={thread}
        onChange={change}
        disabled={!able || !thread.canSend}
      />
      {thread.settingsWait ? (
        <span className="bar-fact" title="What was changed counts from the next turn on">
          next turn
        </span>
      ) : null}
      <span className="grow" />
      {thread.contextShare === null ? null : (
        <span
          className="bar-fact bar-context num"
          title={`${percent(thread.contextShare)} of the context is used; ${short(thread.tokens)} tokens in all`}
        >
          {percent(thread.contextShare)} <span className="bar-words">of context</span>
        </span>
      )}
    </>
  );
}

/** Menus for model, effort, permission mode and plan. What it shows is what will be used. */
export function SettingsBar(props: {
  workspaceId: WorkspaceId;
  value: ThreadSettings;
  onChange(change: SettingsChange): void;
  disabled?: boolean;
}) {
  const { workspaceId, value, onChange, disabled = false } = props;
  const { models } = useModels(workspaceId);
  const [asking, setAsking] = useState(false);
  const model = modelOf(models, value.model);
  const efforts = effortsOf(model, value.effort);
  const { permission } = value;
  const planKey = useKeyOf('thread.plan');
  const togglePlan = (): void => onChange({ plan: !value.plan });
  useCommand('thread.plan', disabled ? null : togglePlan);
  return (
    <>
      <BarMenu
        label="Model"
        command="thread.model"
        value={model?.id ?? value.model ?? ''}
        shown={modelLabel(models, value.model)}
        disabled={disabled}
        onChange={(next) => onChange({ model: next })}
        choices={models.map(({ id, name, description }) => ({ value: id, label: name, detail: description }))}
      />
      {efforts.length === 0 ? null : (
        <BarMenu
          label="Effort"
          command="thread.effort"
          value={value.effort ?? model?.defaultEffort ?? ''}
          shown={effortLabel(value.effort ?? model?.defaultEffort ?? null)}
          disabled={disabled}
          onChange={(effort) => onChange({ effort })}
          choices={efforts.map((effort) => ({ value: effort, label: effortLabel(effort) }))}
        />
      )}
      <BarMenu
        label="Permission mode"
        command="thread.permission"
        value={permission ?? ''}
        // Until it is known nothing is claimed.
        shown={permission === null ? 'Permissions' : PERMISSION_WORDS[permission].label}
        warns={permission === 'fullAccess'}
        icon={<Shield size={14} aria-hidden="true" />}
        disabled={disabled}
        onChange={(next) => {
          if (next === 'fullAccess') setAsking(permission !== 'fullAccess');
          else onChange({ permission: next as PermissionMode });
        }}
        choices={PERMISSION_MODES.map((mode) => ({ value: mode, ...PERMISSION_WORDS[mode] }))}
      />
      <button
        type="button"
        className="bar-opt"
        aria-pressed={value.plan}
        aria-keyshortcuts={planKey?.replace('Mod', 'Control')}
        title={
          value.plan
            ? 'Plan: the agent asks and plans before it works. Press for Default.'
            : 'Default: the agent works at once. Press for Plan.'
        }
        disabled={disabled}
        onClick={togglePlan}
      >
        <ListChecks size={14} aria-hidden="true" />
        <span className="bar-words">Plan</span>
      </button>
      <ConfirmDialog
        open={asking}
        title="Give full access?"
        action="Give full access"
        keep="Cancel"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onChange({ permission: 'fullAccess' });
        }}
      >
        <p>
          There is no sandbox then, and nothing is asked: every command of the agent runs as you. It can read,
          change and delete whatever you can, and use the network. Choose it where nothing can be lost that
          you need.
        </p>
      </ConfirmDialog>
    </>
  );
}

/** One word of the line, which opens a menu; its command opens it as well. */
function BarMenu(props: {
  label: string;
  command: BarCommand;
  value: string;
  shown: string;
  choices: readonly Choice[];
  onChange(value: string): void;
  icon?: ReactNode;
  warns?: boolean;
  disabled: boolean;
}) {
  const { label, command, value, shown, choices, onChange, icon, warns = false, disabled } = props;
  const [open, setOpen] = useState(false);
  const usable = !disabled && choices.length > 0;
  useCommand(command, usable ? () => setOpen(true) : null);
  return (
    <Menu.Root open={open} onOpenChange={setOpen}>
      <Menu.Trigger
        className="bar-opt"
        data-option={command}
        data-warns={warns || undefined}
        disabled={!usable}
        title={label}
        aria-label={`${label}: ${shown}`}
      >
        {icon}
        <span className="clip">{shown}</span>
        <ChevronDown size={12} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" side="top" style={{ zIndex: 20 }}>
          <Menu.Popup className="floating menu" aria-label={label}>
            <ChoiceItems value={value} choices={choices} onChange={onChange} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
