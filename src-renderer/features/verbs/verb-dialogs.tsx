import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useAction, useConnection, useSelected, type Selector } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { useSendKey } from '../../ui/send-key.ts';
import { each, mark } from './use-verbs.ts';
import { useRows } from './use-verb-commands.ts';
import { SettingsAll } from './settings-all.tsx';
import { snoozeChoices } from './verbs.ts';
import './verbs.css';

/** The dialog of a verb that asks something first. Mounted once. */
export function VerbDialogs() {
  const verb = useUi((state) => state.verb);
  return verb === null ? null : <Asked key={`${verb.id} ${verb.threads.join(' ')}`} {...verb} />;
}

function Asked({ id, threads }: NonNullable<ReturnType<typeof useUi.getState>['verb']>) {
  const rows = useRows(threads);
  const [first] = rows;
  const close = (): void => {
    setUi({ verb: null });
  };
  if (first === undefined) return null;
  switch (id) {
    case 'thread.rename':
      return <Rename row={first} onClose={close} />;
    case 'thread.snooze':
      return <Snooze rows={rows} onClose={close} />;
    case 'thread.section':
      return <Section rows={rows} onClose={close} />;
    case 'thread.review':
      return <Review row={first} onClose={close} />;
    case 'thread.settingsAll':
      return <SettingsAll rows={rows} onClose={close} />;
    case 'thread.sendAll':
      return <SendAll rows={rows} onClose={close} />;
    default:
      return null;
  }
}

/** Enter in a field of one line does what the button does. */
function onEnter(act: () => void): (event: KeyboardEvent<HTMLInputElement>) => void {
  return (event) => {
    if (event.key === 'Enter') act();
  };
}

/** What some threads are called together: the title of one, else their number. */
function named(rows: readonly FleetRow[]): string {
  const [first] = rows;
  return rows.length === 1 && first !== undefined ? `“${first.title}”` : plural(rows.length, 'thread');
}

function Rename({ row, onClose }: { row: FleetRow; onClose(): void }) {
  const rename = useAction('thread/rename');
  const [name, setName] = useState(row.title);
  const field = useRef<HTMLInputElement>(null);
  const save = (): void => {
    if (name.trim() === '') return;
    void rename
      .run({ threadId: row.id, name: name.trim() })
      .then((done) => (done === undefined ? undefined : onClose()));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename this thread"
      initialFocus={field}
      footer={
        <>
          <span className="grow" />
          <Button look="main" busy={rename.pending} keys="Enter" onClick={save}>
            Rename
          </Button>
        </>
      }
    >
      <div className="body">
        <label className="field">
          <span>Name</span>
          <input
            ref={field}
            className="input"
            value={name}
            maxLength={500}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={onEnter(save)}
          />
        </label>
        {rename.failure === null ? null : (
          <Note tone="failed" urgency="alert" title={rename.failure.message} />
        )}
      </div>
    </Dialog>
  );
}

function Snooze({ rows, onClose }: { rows: readonly FleetRow[]; onClose(): void }) {
  const { client } = useConnection();
  const [choices] = useState(() => snoozeChoices(new Date()));
  const [own, setOwn] = useState('');
  const until = (at: number): void => {
    mark(client, rows, { snoozedUntil: at });
    setUi({ fleetSelected: [] });
    onClose();
  };
  const chosen = own === '' ? Number.NaN : new Date(own).getTime();
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Snooze ${named(rows)}`}
      footer={
        <>
          <label className="field snooze-own">
            <span>Or until</span>
            <input
              type="datetime-local"
              className="input"
              value={own}
              onChange={(event) => setOwn(event.target.value)}
            />
          </label>
          <span className="grow" />
          <Button
            aria-disabled={Number.isNaN(chosen)}
            onClick={() => (Number.isNaN(chosen) ? undefined : until(chosen))}
          >
            Snooze
          </Button>
        </>
      }
    >
      <div className="body">
        <p className="muted">
          Out of sight until then. It comes back earlier if it needs you, fails or finishes.
        </p>
        <ul className="verb-choices">
          {choices.map(({ label, at }) => (
            <li key={label}>
              <Button onClick={() => until(at)}>
                <span>{label}</span>
                <span className="muted num">{when(at)}</span>
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function when(at: number): string {
  return new Date(at).toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
}

const SECTIONS: Selector<readonly string[]> = {
  select: (values) => [
    ...new Set(fleetTopic.thread.all(values).flatMap(({ section }) => (section === null ? [] : [section]))),
  ],
  same: (a, b) => a.length === b.length && a.every((name, index) => name === b[index]),
};

function Section({ rows, onClose }: { rows: readonly FleetRow[]; onClose(): void }) {
  const { client } = useConnection();
  const known = useSelected(fleetTopic.topic, SECTIONS);
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const move = (section: string | null): void => {
    mark(client, rows, { section });
    setUi({ fleetSelected: [], fleetGrouping: 'section' });
    onClose();
  };
  const save = (): void => {
    if (name.trim() !== '') move(name.trim());
  };
  const others = useMemo(() => known.toSorted((a, b) => a.localeCompare(b)), [known]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Move ${named(rows)} to a section`}
      initialFocus={field}
      footer={
        <>
          {rows.some(({ section }) => section !== null) ? (
            <Button onClick={() => move(null)}>Out of its section</Button>
          ) : null}
          <span className="grow" />
          <Button look="main" keys="Enter" onClick={save}>
            Move
          </Button>
        </>
      }
    >
      <div className="body">
        <label className="field">
          <span>Section</span>
          <input
            ref={field}
            className="input"
            value={name}
            maxLength={100}
            placeholder="A new name, or one of those below"
            onChange={(event) => setName(event.target.value)}
            onKeyDown={onEnter(save)}
          />
        </label>
        {others.length === 0 ? null : (
          <ul className="verb-choices">
            {others.map((section) => (
              <li key={section}>
                <Button onClick={() => move(section)}>{section}</Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

type Target = Params<'thread/review'>['target'];

const TARGETS: readonly {
  readonly type: Target['type'];
  readonly label: string;
  readonly asks: string | null;
}[] = [
  { type: 'uncommitted', label: 'What is not committed', asks: null },
  { type: 'base', label: 'Everything since a branch', asks: 'Branch' },
  { type: 'commit', label: 'One commit', asks: 'Commit' },
  { type: 'custom', label: 'In your own words', asks: 'What to look at' },
];

function targetOf(type: Target['type'], words: string): Target | null {
  const text = words.trim();
  if (type === 'uncommitted') return { type };
  if (text === '') return null;
  if (type === 'base') return { type, branch: text };
  if (type === 'commit') return /^[0-9a-f]{4,64}$/i.test(text) ? { type, sha: text } : null;
  return { type, instructions: text };
}

function Review({ row, onClose }: { row: FleetRow; onClose(): void }) {
  const review = useAction('thread/review');
  const [type, setType] = useState<Target['type']>('uncommitted');
  const [words, setWords] = useState('');
  const asks = TARGETS.find((target) => target.type === type)?.asks ?? null;
  const target = targetOf(type, words);
  const start = (): void => {
    if (target === null) return;
    void review
      .run({ threadId: row.id, target })
      .then((done) => (done === undefined ? undefined : onClose()));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Review changes"
      footer={
        <>
          <span className="grow" />
          <Button look="main" busy={review.pending} aria-disabled={target === null} onClick={start}>
            Review
          </Button>
        </>
      }
    >
      <div className="body">
        <p className="muted">
          Codex reads the changes as a reviewer would and says what it found, as a turn of “{row.title}”.
        </p>
        <div className="review-targets" role="radiogroup" aria-label="What to review">
          {TARGETS.map((one) => (
            <label key={one.type}>
              <input
                type="radio"
                name="review"
                checked={type === one.type}
                onChange={() => setType(one.type)}
              />
              {one.label}
            </label>
          ))}
        </div>
        {asks === null ? null : (
          <label className="field">
            <span>{asks}</span>
            <input
              className="input"
              value={words}
              maxLength={10_000}
              onChange={(event) => setWords(event.target.value)}
              onKeyDown={onEnter(start)}
            />
          </label>
        )}
        {review.failure === null ? null : (
          <Note tone="failed" urgency="alert" title={review.failure.message} />
        )}
      </div>
    </Dialog>
  );
}

function SendAll({ rows, onClose }: { rows: readonly FleetRow[]; onClose(): void }) {
  const { client } = useConnection();
  const [text, setText] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const send = (): void => {
    if (text.trim() === '') return;
    each(client, 'Sent to', rows, (threadId) => client.call('thread/send', { threadId, text, mode: 'send' }));
    setUi({ fleetSelected: [] });
    onClose();
  };
  useSendKey(send);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Send one prompt to ${named(rows)}`}
      initialFocus={area}
      footer={
        <>
          <span className="muted">Threads that run are steered; each that cannot take it is named.</span>
          <span className="grow" />
          <Button look="main" keys="Mod+Enter" onClick={send}>
            Send
          </Button>
        </>
      }
    >
      <div className="body">
        <label className="field">
          <span>Prompt</span>
          <textarea
            ref={area}
            className="input"
            rows={6}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <p className="muted">
          {rows
            .slice(0, 6)
            .map(({ title }) => title)
            .join(' · ')}
          {rows.length > 6 ? ` · and ${rows.length - 6} more` : ''}
        </p>
      </div>
    </Dialog>
  );
}
