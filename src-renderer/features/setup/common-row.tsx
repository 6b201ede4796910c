import { useState } from 'react';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { PERMISSION_WORDS, type Permission } from '#shared/model/thread/settings.ts';
import type { CommonName, CommonValue } from '#shared/model/workspace/setup.ts';
import { useAction } from '../../connection/index.ts';
import { tell, tellShortly } from '../../platform/messages.tsx';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';
import { effortLabel, modelLabel } from '../composer/index.ts';
import { changeOf, useChoices } from './choices.ts';
import { sourceWords } from './use-setup.ts';

const TITLES: Readonly<Record<CommonName, readonly [title: string, detail: string]>> = {
  model: ['Model', 'Which model answers'],
  effort: ['Effort', 'How long it thinks before it answers'],
  permission: ['Permission mode', 'What agents may do without asking'],
};

/** A value that is often changed, with a control for it and all layers that speak of it. */
export function CommonRow(props: { value: CommonValue; workspaceId: WorkspaceId; file: string | null }) {
  const { value: common, workspaceId, file } = props;
  const { name, value, layers, own, allowed } = common;
  const [title, detail] = TITLES[name];
  const { choices, models } = useChoices(workspaceId, common);
  const write = useAction('config/write');
  const [asking, setAsking] = useState(false);
  /** What was chosen, and what somebody else wrote meanwhile. */
  const [conflict, setConflict] = useState<{ chosen: string; theirs: string | null } | null>(null);
  const words = (one: string | null): string => valueWords(name, one, models);
  const put = async (chosen: string, seen: string | null): Promise<void> => {
    const written = await write.run({ workspaceId, change: changeOf(name, chosen), seen });
    if (written === undefined) return;
    if (written.outcome === 'conflict') setConflict({ chosen, theirs: written.own });
    else if (written.overridden === null) tellShortly('done', `${title} written`);
    else
      tell(
        'needs',
        `${title} is written, and ${words(written.overridden.value)} counts here`,
        `What ${sourceWords(written.overridden.from)} says goes before it.`,
      );
  };
  const mine = layers.find(({ from }) => from.kind === 'user')?.value ?? '';
  return (
    <li className="setup-row" data-testid="common-value" data-name={name}>
      <div className="setup-line">
        <div className="grow">
          <h2>{title}</h2>
          <p className="muted">{detail}</p>
        </div>
        <ChoiceMenu
          label={title}
          value={mine}
          choices={choices}
          disabled={write.pending || file === null}
          onChange={(chosen) => {
            if (chosen === 'fullAccess') setAsking(true);
            else if (chosen !== mine) void put(chosen, own);
          }}
        />
      </div>
      <Layers layers={layers} words={words} value={value} />
      {allowed === null ? null : (
        <p className="muted">
          Your administrator allows {allowed.length === 0 ? 'none of these' : allowed.map(words).join(', ')}.
        </p>
      )}
      {write.failure === null ? null : <Note tone="failed" urgency="alert" title={write.failure.message} />}
      <ConfirmDialog
        open={asking}
        title="Give full access by default?"
        action="Give full access"
        keep="Cancel"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void put('fullAccess', own);
        }}
      >
        <p>
          Every new thread that says nothing else has no sandbox then, and nothing is asked: its commands run
          as you, in every workspace that uses this configuration.
        </p>
      </ConfirmDialog>
      {conflict === null ? null : (
        <Conflict
          file={file}
          mine={words(conflict.chosen === '' ? null : conflict.chosen)}
          theirs={conflict.theirs}
          onKeep={() => setConflict(null)}
          onReplace={() => {
            setConflict(null);
            void put(conflict.chosen, conflict.theirs);
          }}
        />
      )}
    </li>
  );
}

function Layers(props: Pick<CommonValue, 'layers' | 'value'> & { words(value: string | null): string }) {
  const { layers, words } = props;
  if (layers.length === 0) return <p className="setup-facts">No layer says anything: as Codex has it.</p>;
  return (
    <ol className="setup-layers">
      {layers.map(({ from, value }, at) => (
        <li key={`${from.kind} ${from.place ?? ''}`} data-beaten={at > 0 || undefined}>
          <span>{words(value)}</span>{' '}
          <span className="faint" title={from.place ?? undefined}>
            {at === 0
              ? `counts, from ${sourceWords(from)}`
              : `from ${sourceWords(from)}, does not count here`}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Somebody else wrote meanwhile: both are shown, and nothing is changed until the person chose. */
function Conflict(props: {
  file: string | null;
  mine: string;
  theirs: string | null;
  onKeep(): void;
  onReplace(): void;
}) {
  const { file, mine, theirs, onKeep, onReplace } = props;
  return (
    <Dialog
      open
      onClose={onKeep}
      title="Somebody else changed it"
      footer={
        <>
          <span className="grow" />
          <Button onClick={onKeep}>Keep what stands there</Button>
          <Button look="main" onClick={onReplace}>
            Write {mine}
          </Button>
        </>
      }
    >
      <div className="body">
        <p>Since you looked, another program or person wrote to {file}. Nothing of yours was written.</p>
        <dl className="setup-values">
          <div>
            <dt>Stands there now</dt>
            <dd>
              <code>{ownWords(theirs)}</code>
            </dd>
          </div>
          <div>
            <dt>You chose</dt>
            <dd>{mine}</dd>
          </div>
        </dl>
      </div>
    </Dialog>
  );
}

/** What a person's own file says, as it is written there. */
function ownWords(own: string | null): string {
  if (own === null) return 'nothing';
  const said = JSON.parse(own) as Readonly<Record<string, unknown>>;
  return Object.entries(said)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join(', ');
}

function valueWords(
  name: CommonName,
  value: string | null,
  models: ReturnType<typeof useChoices>['models'],
): string {
  if (value === null) return 'as Codex has it';
  if (name === 'model') return modelLabel(models, value);
  if (name === 'effort') return effortLabel(value);
  return PERMISSION_WORDS[value as Permission].label;
}
