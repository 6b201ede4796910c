import { useState } from 'react';
import type { Configuration, OtherValue } from '#shared/model/workspace/setup.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { Note } from '../../ui/kit.tsx';
import { CommonRow } from './common-row.tsx';
import { Unread } from './unread.tsx';
import { sourceWords, useSetup } from './use-setup.ts';

/** The configuration as it counts in a workspace: each value with the layer it comes from. */
export function Values({ workspace }: { workspace: WorkspaceEntity }) {
  const read = useSetup('config/read', workspace.id);
  if (read.data === undefined)
    return <Unread what="the configuration" error={read.error} onRetry={() => void read.refetch()} />;
  const { file, common, requirements, disabled } = read.data;
  return (
    <>
      <p className="muted">
        What threads of {workspace.name} begin with where neither they nor the workspace say otherwise.
        Changes are written to{' '}
        {file === null ? 'your configuration' : <code className="setup-path">{file}</code>} and count for
        every workspace that uses it.
      </p>
      <ul className="setup-list">
        {common.map((value) => (
          <CommonRow key={value.name} value={value} workspaceId={workspace.id} file={file} />
        ))}
      </ul>
      {disabled.map(({ from, reason }) => (
        <Note key={from.place} title={`What ${sourceWords(from)} says does not count`}>
          <p>
            {reason} {from.place === null ? null : <code className="setup-path">{from.place}</code>}
          </p>
        </Note>
      ))}
      <Requirements requirements={requirements} />
      <Others others={read.data.others} />
    </>
  );
}

function Requirements({ requirements }: Pick<Configuration, 'requirements'>) {
  if (requirements.length === 0) return null;
  return (
    <section aria-label="What your administrator demands" className="setup-section">
      <h2>What your administrator demands</h2>
      <p className="muted">Nothing here can be changed by you, and what breaks it does not count.</p>
      <dl className="setup-values">
        {requirements.map(({ name, value }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Others({ others }: { others: readonly OtherValue[] }) {
  const [filter, setFilter] = useState('');
  if (others.length === 0) return null;
  const words = filter.toLowerCase().split(/\s+/);
  const found = others.filter(({ name, layers }) =>
    words.every((word) =>
      `${name} ${layers.map(({ value }) => value).join(' ')}`.toLowerCase().includes(word),
    ),
  );
  return (
    <section aria-label="All other values" className="setup-section">
      <div className="setup-head">
        <h2>All other values</h2>
        <input
          type="search"
          className="input"
          aria-label="Find a value"
          placeholder="Find"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      <dl className="setup-values">
        {found.map(({ name, layers }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {layers.map(({ from, value }, at) => (
                <p key={`${from.kind} ${from.place ?? ''}`} data-beaten={at > 0 || undefined}>
                  <code>{value}</code>{' '}
                  <span className="faint" title={from.place ?? undefined}>
                    {at === 0 ? sourceWords(from) : `${sourceWords(from)}, which does not count`}
                  </span>
                </p>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {found.length === 0 ? <p className="muted">No value has all of these words.</p> : null}
    </section>
  );
}
