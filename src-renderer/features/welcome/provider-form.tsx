import { useEffect, useRef, useState } from 'react';
import type { HomeEntity } from '#shared/model/workspace/workspace.ts';
import { useAction } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';

/** Another model provider than OpenAI: anything that speaks its interface, such as a local model. */
export function ProviderForm({ home, onDone }: { home: HomeEntity; onDone(): void }) {
  const set = useAction('provider/set');
  const [name, setName] = useState('local');
  const [baseUrl, setBaseUrl] = useState('http://127.0.0.1:11434/v1');
  const [model, setModel] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const nameWrong = !/^[a-z0-9_-]{1,40}$/i.test(name);
  const urlWrong = !/^https?:\/\/\S+$/i.test(baseUrl);
  const ready = !nameWrong && !urlWrong && model.trim() !== '';
  return (
    <form
      className="provider"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        void set
          .run({ homeId: home.id, name, baseUrl, model: model.trim() })
          .then((done) => (done === undefined ? undefined : onDone()));
      }}
    >
      <label className="field">
        <span>Name</span>
        <input
          ref={first}
          className="input"
          value={name}
          aria-invalid={nameWrong}
          onChange={(event) => setName(event.target.value)}
        />
        {nameWrong ? <small className="del">Letters, digits, - and _ only</small> : null}
      </label>
      <label className="field">
        <span>Base URL</span>
        <input
          className="input"
          value={baseUrl}
          inputMode="url"
          aria-invalid={urlWrong}
          onChange={(event) => setBaseUrl(event.target.value)}
        />
        {urlWrong ? <small className="del">Begins with http:// or https://</small> : null}
      </label>
      <label className="field">
        <span>Model</span>
        <input
          className="input"
          value={model}
          placeholder="gpt-oss:20b"
          onChange={(event) => setModel(event.target.value)}
        />
      </label>
      <div className="acts">
        <Button type="submit" look="main" busy={set.pending} disabled={!ready}>
          Use this provider
        </Button>
        <span className="faint small">
          Written to the configuration in {home.path}; threads that start from then on use it.
        </span>
      </div>
      {set.failure === null ? null : <Note tone="failed" urgency="alert" title={set.failure.message} />}
    </form>
  );
}
