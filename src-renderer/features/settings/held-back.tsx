import { hostTopic } from '#shared/contract/topics.ts';
import { useAction, useEntity } from '../../connection/index.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';
import { matchWords } from '../rules/index.ts';

/** What another program wrote into Muster's storage, and the way to say that it is the person's own. */
export function HeldBackPanel() {
  const held = useEntity(hostTopic.topic, hostTopic.held.key);
  const trust = useAction('held/trust');
  if (held === undefined) return <p className="muted">All that is stored was written by Muster itself.</p>;
  return (
    <Note
      tone="needs"
      title="Another program wrote into Muster’s storage. What decides or runs something is not used:"
      actions={
        <Button look="danger" busy={trust.pending} onClick={() => void trust.run({})}>
          This is mine: use it
        </Button>
      }
    >
      <ul className="held-list">
        {held.rules.map((rule) => (
          <li key={rule.id}>
            accepts <VisibleText text={Object.values(matchWords(rule.match)).join(' ')} />
          </li>
        ))}
        {held.settings.map((name) => (
          <li key={name}>
            setting: <VisibleText text={name} />
          </li>
        ))}
        {held.workspaces.map((name) => (
          <li key={name}>
            the Codex and the home of <VisibleText text={name} /> (in use again after a restart of Muster)
          </li>
        ))}
      </ul>
      <p>
        If you did not change it yourself, or restore it from a backup, make your rules and settings again
        instead.
      </p>
      {trust.failure === null ? null : <Note tone="failed" urgency="alert" title={trust.failure.message} />}
    </Note>
  );
}
