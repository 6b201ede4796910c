import type { Approval } from '#shared/model/approval/approval.ts';
import type { Reading } from '#shared/model/command/reading.ts';
import { shellScript } from '#shared/model/thread/describe.ts';
import { DiffFile } from '../../ui/diff-view.tsx';
import { Note, VisibleText, WrappedCode } from '../../ui/kit.tsx';
import { piecesOf, plainPieces } from '#shared/model/command/pieces.ts';
import { PermissionParts } from './permission-parts.tsx';
import './approval.css';

/** A command as a person means it; the shell that Codex hands it to stands below, so that nothing is left out. */
function Command({ text, reading }: { text: string; reading: Reading | null }) {
  const wrapped = shellScript(text);
  if (wrapped === null) return <Code text={text} label="Command" reading={reading} />;
  return (
    <>
      <Code text={wrapped.script} label="Command" reading={reading} />
      <div className="ap-for">
        <span className="faint">run by</span> <code>{wrapped.shell}</code>
      </div>
    </>
  );
}

/** The thing itself, every character of it. Questions and forms are drawn by the card, for they take input. */
export function ApprovalBody({ approval, folder }: { approval: Approval; folder: string | null }) {
  const { body } = approval;
  switch (body.kind) {
    case 'command':
    case 'stdin':
      return (
        <>
          {body.kind === 'command' ? (
            <Command text={body.command} reading={approval.reading} />
          ) : (
            <Code text={body.command} label="Input" />
          )}
          {body.extraPermissions === null ? null : body.extraParts === undefined ? (
            <Raw label="More permissions it asks for" value={body.extraPermissions} open />
          ) : (
            <>
              <p className="muted">For this it also asks to</p>
              <PermissionParts parts={body.extraParts} />
            </>
          )}
        </>
      );
    case 'network':
      return (
        <>
          <Code text={body.host} label="Host" />
          {body.command === null ? null : (
            <div className="ap-for">
              <span className="faint">for</span>{' '}
              <code>
                <VisibleText text={body.command} />
              </code>
            </div>
          )}
        </>
      );
    case 'fileChange':
      return (
        <>
          {body.grantRoot === null ? null : <Code text={body.grantRoot} label="Folder to write below" />}
          {body.changes.length === 0 && body.grantRoot === null ? (
            <>
              <Note tone="needs" title="The diff has not arrived">
                <p>Codex has not told Muster what would change. This is the request as it came.</p>
              </Note>
              <Raw label="The request as it came" value={approval.raw} open />
            </>
          ) : null}
          {body.changes.map((edit) => (
            <DiffFile key={edit.path} edit={edit} folder={folder} whole />
          ))}
        </>
      );
    case 'permissions':
      return body.parts.length === 0 ? (
        <Raw label="Permissions" value={body.permissions} open large />
      ) : (
        <PermissionParts parts={body.parts} />
      );
    case 'mcpTool':
      return (
        <>
          <Code text={`${body.server}.${body.tool}`} label="Tool" />
          {body.description === null ? null : (
            <p className="muted">
              <VisibleText text={body.description} />
            </p>
          )}
          {body.arguments === null ? null : <Raw label="Arguments" value={body.arguments} open large />}
        </>
      );
    case 'tool':
      return (
        <>
          <Code text={body.tool} label="Tool" />
          {body.arguments === null ? null : <Raw label="Arguments" value={body.arguments} open />}
        </>
      );
    case 'unknown':
      return (
        <>
          <Code text={body.method} label="Method" />
          <Raw label="The request as it came" value={approval.raw} open />
        </>
      );
    case 'question':
    case 'elicitation':
      return null;
  }
}

function Code({ text, label, reading = null }: { text: string; label: string; reading?: Reading | null }) {
  // A reading is shown only over the exact text that it was made from.
  const lines = reading?.text === text ? piecesOf(reading) : plainPieces(text);
  return (
    <figure className="ap-code mono" aria-label={label} dir="ltr">
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
        <div key={index}>
          {line.map(({ text: part, type, risk }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- nor have their pieces
            <span
              key={at}
              className={type === null ? undefined : `tok-${type}`}
              data-risk={risk || undefined}
            >
              <WrappedCode text={part} />
            </span>
          ))}
          {/\s$/.test(line.at(-1)?.text ?? '') ? <TrailingSpace line={line.at(-1)?.text ?? ''} /> : null}
          {index < lines.length - 1 ? (
            <span className="faint" aria-hidden="true">
              {' '}
              ↵
            </span>
          ) : null}
        </div>
      ))}
    </figure>
  );
}

/** Space at the end of a line cannot be seen otherwise. */
function TrailingSpace({ line }: { line: string }) {
  const count = line.length - line.trimEnd().length;
  return (
    <span className="unseen" title="space at the end of the line">
      {count === 1 ? 'SPACE' : `${count} SPACES`}
    </span>
  );
}

/** Anything as JSON, with what cannot be seen made visible. */
export function Raw({
  label,
  value,
  open = false,
  large = false,
}: {
  label: string;
  value: unknown;
  open?: boolean;
  large?: boolean;
}) {
  return (
    <details className="ap-raw" open={open}>
      <summary>{label}</summary>
      <pre className={large ? 'ap-code mono' : 'code-block wrap'}>
        <VisibleText text={json(value)} />
      </pre>
    </details>
  );
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return String(value);
  }
}
