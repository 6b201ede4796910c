import type { WorkspaceId } from '#shared/model/ids.ts';
import { PERMISSION_MODES, PERMISSION_WORDS, type PermissionMode } from '#shared/model/thread/settings.ts';
import type { CommonName, CommonValue, ConfigChange } from '#shared/model/workspace/setup.ts';
import type { Choice } from '../../ui/choice-menu.tsx';
import { effortLabel, effortsOf, modelOf, useModels } from '../composer/index.ts';

/** What stands for a value that the person's own file does not name. */
const UNSAID: Choice = {
  value: '',
  label: 'Not in your configuration',
  detail: 'As other layers, or Codex, have it',
};

/** The choices for a value of the configuration, with what stands there although nobody offers it. */
export function useChoices(workspaceId: WorkspaceId, { name, value, layers, allowed }: CommonValue) {
  const { models } = useModels(workspaceId);
  const own = layers.find(({ from }) => from.kind === 'user')?.value ?? null;
  const all: readonly Choice[] =
    name === 'model'
      ? models.map(({ id, name: label, description }) => ({ value: id, label, detail: description }))
      : name === 'effort'
        ? effortsOf(modelOf(models, null), value).map((effort) => ({
            value: effort,
            label: effortLabel(effort),
          }))
        : PERMISSION_MODES.map((mode) => ({ value: mode, ...PERMISSION_WORDS[mode] }));
  const offered = all.filter((choice) => allowed?.includes(choice.value) ?? true);
  const known = own === null || offered.some((choice) => choice.value === own);
  const label =
    own === 'custom' ? PERMISSION_WORDS.custom.label : name === 'effort' ? effortLabel(own) : (own ?? '');
  return { models, choices: [UNSAID, ...offered, ...(known ? [] : [{ value: own, label }])] };
}

/** A choice as the host takes it; the empty one takes the value out of the person's file. */
export function changeOf(name: CommonName, chosen: string): ConfigChange {
  const value = chosen === '' ? null : chosen;
  return name === 'permission' ? { name, value: value as PermissionMode | null } : { name, value };
}
