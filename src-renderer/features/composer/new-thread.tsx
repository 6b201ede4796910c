import { useMemo, useRef, useState, type RefObject } from 'react';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { textProblem } from '#shared/contract/problem-words.ts';
import type { ThreadStart } from '#shared/model/fleet/start.ts';
import { asPrompt, type Draft } from '#shared/model/prompt/attached.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { setUi, useUi, type FilledByLink } from '../../platform/ui-store.ts';
import { useAction, useWorkspaces } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Button, Note } from '../../ui/kit.tsx';
import { AttachButton, isEmpty } from './box.tsx';
import { SettingsBar, useModels } from './composer-bar.tsx';
import { NOTHING, useDraft } from './drafts.ts';
import { useFreedom } from './freedom.tsx';
import { NotKept } from './on-the-way.tsx';
import { PlaceChoice, usePlaceChoice } from './place-choice.tsx';
import { PromptField } from './prompt-field.tsx';
import { useOpensWhenStarted } from './starting.tsx';
import { StartSheet } from './start-sheet.tsx';
import { useAttach } from './use-attach.tsx';
import { useCompletion } from './use-completion.tsx';

/** Starts threads: what to do, where, with which model and how freely. */
export function NewThreadDialog() {
  const request = useUi((state) => state.newThread);
  const workspaces = useWorkspaces();
  useOpensWhenStarted();
  if (request === null || workspaces.length === 0) return null;
  const { filled, again } = request;
  return (
    <Sheet
      // A link that comes while the sheet is open fills it anew, and so does a start that is to be edited.
      key={again?.id ?? (filled === undefined ? 'own' : `${filled.prompt}\n${filled.unknownPlace}`)}
      workspaces={workspaces}
      asked={request.workspace}
      worktree={request.worktree ?? null}
      filled={filled}
      again={again}
    />
  );
}

interface SheetProps {
  workspaces: readonly WorkspaceEntity[];
  asked: WorkspaceId | null;
  /** The path of a worktree of the asked workspace. */
  worktree: string | null;
  filled: FilledByLink | undefined;
  again: ThreadStart | undefined;
}

function Sheet(props: SheetProps) {
  const { workspaces, filled, again } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const begun = useBegin(props, area);
  const { draft, set, attaching, workspace, start, tooLong, choice, freedom, submit } = begun;
  const another = useUi((state) => state.createAnother);
  const { unlisted } = useModels(workspace);
  const writing = useMemo(() => ({ workspaceId: workspace, threadId: null }), [workspace]);
  const completion = useCompletion(area, draft.text, set, writing);
  const waits = isEmpty(draft) || attaching.coming > 0;
  return (
    <StartSheet
      initialFocus={area}
      onClose={close}
      onStart={submit}
      title={
        <span className="new-thread-where">
          in
          <ChoiceMenu
            label="Workspace"
            value={workspace}
            onChange={(next) => begun.setWorkspace(next as WorkspaceId)}
            choices={workspaces.map(({ id, name, path }) => ({ value: id, label: name, detail: path }))}
          />
        </span>
      }
    >
      <div className="new-thread-text">
        <PromptField
          draft={draft}
          set={set}
          area={area}
          attaching={attaching}
          label="What should be done"
          placeholder="What should be done?"
          readOnly={start.pending}
          testId="new-thread-text"
          completion={completion}
          place={writing}
        />
      </div>
      {attaching.note}
      {filled === undefined ? null : <FilledIn filled={filled} />}
      {filled === undefined && again === undefined ? <NotKept draft="new" /> : null}
      {tooLong === null ? null : (
        <Note tone="failed" urgency="alert" title="The thread did not start">
          <p>{tooLong}</p>
        </Note>
      )}
      {start.failure === null ? null : <NotStarted failure={start.failure} />}
      {unlisted ? (
        <Note tone="needs" title="The models could not be listed; the usual one can be used." />
      ) : null}
      <PlaceChoice workspaceId={workspace} choice={choice} />
      <div className="start-settings composer-tools">
        <AttachButton onFiles={attaching.attach} />
        <SettingsBar workspaceId={workspace} value={freedom.value} onChange={freedom.choose} />
      </div>
      <footer>
        <label className="start-another">
          <input
            type="checkbox"
            checked={another}
            onChange={(event) => setUi({ createAnother: event.target.checked })}
          />
          Create another
        </label>
        <span className="grow" />
        <Button keys="Mod+Shift+Enter" disabled={waits} onClick={() => submit(true)}>
          Start and open
        </Button>
        <Button
          look="main"
          keys="Mod+Enter"
          busy={start.pending}
          disabled={waits}
          onClick={() => submit(false)}
        >
          Start
        </Button>
      </footer>
    </StartSheet>
  );
}

function close(): void {
  setUi({ newThread: null });
}

/** What is written and chosen in the sheet, and how it is begun. */
function useBegin(
  { workspaces, asked, worktree, filled, again }: SheetProps,
  area: RefObject<HTMLTextAreaElement | null>,
) {
  const own = useDraft('new');
  // A text that comes from elsewhere must not overwrite the person's own draft.
  const foreign = again ?? (filled === undefined ? undefined : { text: filled.prompt });
  const given = useState<Draft>({
    text: foreign?.text ?? '',
    ...(again?.attached !== undefined && { attached: again.attached }),
  });
  const [draft, set] = foreign === undefined ? own : given;
  const attaching = useAttach(draft, set);
  const [workspace, setWorkspace] = useState<WorkspaceId>(
    () =>
      workspaces.find(({ id }) => id === (asked ?? again?.workspaceId))?.id ??
      workspaces.find(({ id }) => id === remembered())?.id ??
      (workspaces[0] as WorkspaceEntity).id,
  );
  const start = useAction('start/begin');
  const [tooLong, setTooLong] = useState<string | null>(null);
  const choice = usePlaceChoice(workspace, draft.text, workspace === asked ? worktree : null);
  const freedom = useFreedom(workspace);
  const submit = (open: boolean): void => {
    if (isEmpty(draft) || start.pending || attaching.coming > 0) return;
    const { text, attached } = asPrompt(draft);
    const problem = textProblem(text);
    setTooLong(problem);
    if (problem !== null) return;
    const from = location.hash;
    const params = {
      workspaceId: workspace,
      text,
      ...(attached !== undefined && { attached: [...attached] }),
    };
    const replaces = again === undefined ? {} : { replaces: again.id };
    void start.run({ ...params, ...choice.params, ...freedom.params, ...replaces }).then((done) => {
      if (done === undefined) return;
      set(NOTHING);
      freedom.remember();
      choice.remember();
      remember(workspace);
      if (open) setUi({ openStarted: { id: done.startId, from } });
      if (open || !useUi.getState().createAnother) close();
      else {
        area.current?.focus();
        tellShortly('running', 'It starts', 'Its row is above the list.');
      }
    });
  };
  return { draft, set, attaching, workspace, setWorkspace, start, tooLong, choice, freedom, submit };
}

function FilledIn({ filled }: { filled: FilledByLink }) {
  return (
    <Note
      tone="needs"
      urgency="status"
      title="A link filled this in. Nothing was sent: read it before you start it."
    >
      {filled.unknownPlace === null ? null : (
        <p>
          It names {filled.unknownPlace}, which is none of your workspaces. Add that folder first, or choose
          another one above.
        </p>
      )}
    </Note>
  );
}

function NotStarted({ failure }: { failure: ContractFailure }) {
  const unknown = failure.code === 'outcomeUnknown';
  return (
    <Note
      tone={unknown ? 'needs' : 'failed'}
      urgency="alert"
      title={unknown ? 'It is not known whether the thread started' : 'The thread did not start'}
    >
      <p>{failure.message}</p>
      {unknown ? <p>Look in the fleet before you start it again. Your text is kept.</p> : null}
      {failure.detail === undefined ? null : <pre>{failure.detail}</pre>}
    </Note>
  );
}

const KEY = 'muster.workspace';

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
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
