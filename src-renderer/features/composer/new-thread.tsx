import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { textProblem } from '#shared/contract/problem-words.ts';
import type { ModelChoice, Params } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { navigate, toThread } from '../../platform/routes.ts';
import { focusThread, setUi, useUi, type FilledByLink } from '../../platform/ui-store.ts';
import { useAction, useConnection, useHomes, useWorkspaces } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';
import { useRefusedFiles } from '../../ui/refused-files.tsx';
import { useDraft } from './drafts.ts';
import { NotKept } from './on-the-way.tsx';
import { PlaceChoice, usePlaceChoice } from './place-choice.tsx';

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

/** Starts a thread: what to do, where, with which model and how freely. */
export function NewThreadDialog() {
  const request = useUi((state) => state.newThread);
  const workspaces = useWorkspaces();
  if (request === null || workspaces.length === 0) return null;
  const { filled } = request;
  return (
    <Sheet
      // A link that comes while the dialog is open fills it anew.
      key={filled === undefined ? 'own' : `${filled.prompt}\n${filled.unknownPlace}`}
      workspaces={workspaces}
      asked={request.workspace}
      worktree={request.worktree ?? null}
      filled={filled}
    />
  );
}

function Sheet({
  workspaces,
  asked,
  worktree,
  filled,
}: {
  workspaces: readonly WorkspaceEntity[];
  asked: WorkspaceId | null;
  /** The path of a worktree of the asked workspace. */
  worktree: string | null;
  filled: FilledByLink | undefined;
}) {
  const { client } = useConnection();
  const [draft, setDraft] = useDraft('new');
  // What a link filled in stands beside the person's own draft, which it must not overwrite.
  const [given, setGiven] = useState(filled?.prompt ?? '');
  const [text, setText] = filled === undefined ? [draft, setDraft] : [given, setGiven];
  const [workspace, setWorkspace] = useState<string>(
    () =>
      (workspaces.some(({ id }) => id === asked) ? asked : remembered(workspaces)) ?? workspaces[0]?.id ?? '',
  );
  const [model, setModel] = useState(DEFAULT);
  const [effort, setEffort] = useState(DEFAULT);
  const [sandbox, setSandbox] = useState(DEFAULT);
  const [policy, setPolicy] = useState(DEFAULT);
  const start = useAction('thread/start');
  const [tooLong, setTooLong] = useState<string | null>(null);
  const files = useRefusedFiles();
  const area = useRef<HTMLTextAreaElement>(null);
  const workspaceId = workspace as WorkspaceId;
  const choice = usePlaceChoice(workspaceId, text, workspaceId === asked ? worktree : null);
  const models = useQuery({
    queryKey: ['models', workspaceId],
    staleTime: 300_000,
    queryFn: () => client.call('models/list', { workspaceId }),
  });
  const choices = models.data?.models ?? NO_MODELS;
  const homeId = workspaces.find(({ id }) => id === workspace)?.homeId;
  const usual = useHomes().find(({ id }) => id === homeId)?.model ?? null;
  const chosen =
    choices.find(({ id }) => id === (model === DEFAULT ? usual : model)) ??
    choices.find(({ isDefault }) => isDefault);
  const modelChoices = useMemo(
    () => [
      { value: DEFAULT, label: usual ?? 'Usual model', detail: 'What the configuration of Codex says' },
      ...choices.map(({ id, name, description }) => ({ value: id, label: name, detail: description })),
    ],
    [choices, usual],
  );
  const close = (): void => {
    setUi({ newThread: null });
  };
  const submit = (): void => {
    const what = text.trim();
    if (what === '' || start.pending) return;
    const problem = textProblem(what);
    setTooLong(problem);
    if (problem !== null) return;
    void start
      .run({
        workspaceId,
        text: what,
        ...choice.params,
        ...(model === DEFAULT ? {} : { model }),
        ...(effort === DEFAULT ? {} : { effort }),
        ...(sandbox === DEFAULT ? {} : { sandbox: sandbox as Sandbox }),
        ...(policy === DEFAULT ? {} : { approvalPolicy: policy as Policy }),
      })
      .then((done) => {
        if (done === undefined) return;
        setText('');
        remember(workspace);
        close();
        focusThread(done.threadId);
        navigate(toThread(done.threadId));
      });
  };

  // From wherever the focus is in the dialog: the key stands on its button.
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.repeat || event.isComposing)
        return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);

  return (
    <Dialog
      open
      onClose={close}
      title="New thread"
      hideTitle
      size="wide"
      initialFocus={area}
      footer={
        <>
          <ChoiceMenu
            label="Model"
            value={model}
            onChange={(next) => {
              setModel(next);
              setEffort(DEFAULT);
            }}
            choices={modelChoices}
          />
          {chosen === undefined || chosen.efforts.length === 0 ? null : (
            <ChoiceMenu
              label="Effort"
              value={effort}
              onChange={setEffort}
              choices={[
                { value: DEFAULT, label: 'Usual effort', detail: 'What the configuration of Codex says' },
                ...chosen.efforts.map((value) => ({ value, label: value })),
              ]}
            />
          )}
          <ChoiceMenu label="Sandbox" value={sandbox} onChange={setSandbox} choices={SANDBOXES} />
          <ChoiceMenu label="Approvals" value={policy} onChange={setPolicy} choices={POLICIES} />
          <span className="grow" />
          <Button
            look="main"
            keys="Mod+Enter"
            busy={start.pending}
            disabled={text.trim() === ''}
            onClick={submit}
          >
            Start
          </Button>
        </>
      }
    >
      <div className="new-thread-where">
        <span>New thread in</span>
        <ChoiceMenu
          label="Workspace"
          value={workspace}
          onChange={setWorkspace}
          choices={workspaces.map(({ id, name, path }) => ({ value: id, label: name, detail: path }))}
        />
      </div>
      <textarea
        ref={area}
        className="new-thread-text"
        data-testid="new-thread-text"
        aria-label="What should be done"
        placeholder="What should be done?"
        value={text}
        readOnly={start.pending}
        onChange={(event) => setText(event.target.value)}
        {...files.listeners}
      />
      {files.note}
      {filled === undefined ? null : (
        <Note
          tone="needs"
          urgency="status"
          title="A link filled this in. Nothing was sent: read it before you start it."
        >
          {filled.unknownPlace === null ? null : (
            <p>
              It names {filled.unknownPlace}, which is none of your workspaces. Add that folder first, or
              choose another one above.
            </p>
          )}
        </Note>
      )}
      {filled === undefined ? <NotKept draft="new" /> : null}
      {tooLong === null ? null : (
        <Note tone="failed" urgency="alert" title="The thread did not start">
          <p>{tooLong}</p>
        </Note>
      )}
      <PlaceChoice workspaceId={workspaceId} choice={choice} />
      {models.error === null ? null : (
        <Note tone="needs" title="The models could not be listed; the usual one can be used." />
      )}
      {start.failure === null ? null : (
        <Note
          tone={start.failure.code === 'outcomeUnknown' ? 'needs' : 'failed'}
          urgency="alert"
          title={
            start.failure.code === 'outcomeUnknown'
              ? 'It is not known whether the thread started'
              : 'The thread did not start'
          }
        >
          <p>{start.failure.message}</p>
          {start.failure.code === 'outcomeUnknown' ? (
            <p>Look in the fleet before you start it again. Your text is kept.</p>
          ) : null}
          {start.failure.detail === undefined ? null : <pre>{start.failure.detail}</pre>}
        </Note>
      )}
    </Dialog>
  );
}

const KEY = 'muster.workspace';

function remembered(workspaces: readonly WorkspaceEntity[]): string | null {
  try {
    const known = localStorage.getItem(KEY);
    return workspaces.some(({ id }) => id === known) ? known : null;
  } catch {
    return null;
  }
}

function remember(workspace: string): void {
  try {
    localStorage.setItem(KEY, workspace);
  } catch {
    // Then the first workspace is proposed the next time.
  }
}
