import { asFailure } from '../../connection/index.ts';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import type { SetupProblem } from '#shared/model/workspace/setup.ts';

/** In the place of what is being read, or could not be. */
export function Unread(props: { what: string; error: unknown; onRetry(): void }) {
  const { what, error, onRetry } = props;
  if (error === null) return <Loading what={`Reading ${what}`} />;
  return (
    <Empty title="This could not be read" actions={<Button onClick={onRetry}>Try again</Button>}>
      {asFailure(error).message}
    </Empty>
  );
}

/** Files that Codex could not read. */
export function Problems({ problems }: { problems: readonly SetupProblem[] }) {
  return problems.map(({ path, message }) => (
    <Note key={`${path} ${message}`} tone="failed" title={message}>
      <code className="setup-path">{path}</code>
    </Note>
  ));
}
