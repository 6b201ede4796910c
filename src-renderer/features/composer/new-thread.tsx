import { useMemo, useRef, useState } from 'react';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { textProblem } from '#shared/contract/problem-words.ts';
import { asPrompt, type Draft } from '#shared/model/prompt/attached.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { navigate, toThread } from '../../platform/routes.ts';
import { focusThread, setUi, useUi, type FilledByLink } from '../../platform/ui-store.ts';
import { useAction, useWorkspaces } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';
import { useSendKey } from '../../ui/send-key.ts';
import { AttachButton, isEmpty } from './box.tsx';
import { SettingsBar, useModels } from './composer-bar.tsx';
import { NOTHING, useDraft } from './drafts.ts';
import { useFreedom } from './freedom.tsx';
import { NotKept } from './on-the-way.tsx';
import { PromptField } from './prompt-field.tsx';
import { useAttach } from './use-attach.tsx';
import { useCompletion } from './use-completion.tsx';
import { PlaceChoice, usePlaceChoice } from './place-choice.tsx';

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
  const own = useDraft('new');
  // A prefilled text must not overwrite the person's own draft.
  const given = useState<Draft>({ text: filled?.prompt ?? '' });
  const [draft, set] = filled === undefined ? own : given;
  const { text } = draft;
  const [workspace, setWorkspace] = useState<string>(
    () =>
      (workspaces.some(({ id }) => id === asked) ? asked : remembered(workspaces)) ?? workspaces[0]?.id ?? '',
  );
  const start = useAction('thread/start');
  const [tooLong, setTooLong] = useState<string | null>(null);
  const attaching = useAttach(draft, set);
  const area = useRef<HTMLTextAreaElement>(null);
  const workspaceId = workspace as WorkspaceId;
  const writing = useMemo(() => ({ workspaceId, threadId: null }), [workspaceId]);
  const completion = useCompletion(area, text, set, writing);
  const choice = usePlaceChoice(workspaceId, text, workspaceId === asked ? worktree : null);
  const freedom = useFreedom(workspaceId);
  const { unlisted } = useModels(workspaceId);
  const close = (): void => {
    setUi({ newThread: null });
  };
  const submit = (): void => {
    if (isEmpty(draft) || start.pending || attaching.coming > 0) return;
    const { text: what, attached } = asPrompt(draft);
    const problem = textProblem(what);
    setTooLong(problem);
    if (problem !== null) return;
    void start
      .run({
        workspaceId,
        text: what,
        ...(attached !== undefined && { attached: [...attached] }),
        ...choice.params,
        ...freedom.params,
      })
      .then((done) => {
        if (done === undefined) return;
        set(NOTHING);
        freedom.remember();
        remember(workspace);
        close();
        focusThread(done.threadId);
        navigate(toThread(done.threadId));
      });
  };

  useSendKey(submit);

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
          <AttachButton onFiles={attaching.attach} />
          <SettingsBar workspaceId={workspaceId} value={freedom.value} onChange={freedom.choose} />
          <span className="grow" />
          <Button
            look="main"
            keys="Mod+Enter"
            busy={start.pending}
            disabled={isEmpty(draft) || attaching.coming > 0}
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
      <div className="new-thread-text">
        <PromptField
          draft={draft}
          set={set}
          area={area}
          attaching={attaching}
          place={writing}
          completion={completion}
          label="What should be done"
          placeholder="What should be done?"
          readOnly={start.pending}
          testId="new-thread-text"
        />
      </div>
      {attaching.note}
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
      {!unlisted ? null : (
        <Note tone="needs" title="The models could not be listed; the usual one can be used." />
      )}
      {start.failure === null ? null : <NotStarted failure={start.failure} />}
    </Dialog>
  );
}

function NotStarted({ failure }: { failure: ContractFailure }) {
  return (
    <Note
      tone={failure.code === 'outcomeUnknown' ? 'needs' : 'failed'}
      urgency="alert"
      title={
        failure.code === 'outcomeUnknown'
          ? 'It is not known whether the thread started'
          : 'The thread did not start'
      }
    >
      <p>{failure.message}</p>
      {failure.code === 'outcomeUnknown' ? (
        <p>Look in the fleet before you start it again. Your text is kept.</p>
      ) : null}
      {failure.detail === undefined ? null : <pre>{failure.detail}</pre>}
    </Note>
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
