import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../connection/index.ts';
import { bytes, plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { useCopyDiagnostics } from './copy-diagnostics.ts';

/** What the host knows of itself, for finding out what is wrong. */
export function DiagnosticsPanel({ dataDir }: { dataDir: string }) {
  const { client } = useConnection();
  const read = useQuery({
    queryKey: ['diagnostics'],
    staleTime: 0,
    retry: false,
    queryFn: () => client.call('diagnostics/read', {}),
  });
  const { data } = read;
  const copy = useCopyDiagnostics();
  return (
    <div className="diagnostics">
      <div className="acts">
        <Button busy={read.isFetching} onClick={() => void read.refetch()}>
          Read again
        </Button>
        <Button onClick={copy}>Copy diagnostics</Button>
      </div>
      {read.error === null ? null : (
        <Note tone="failed" urgency="alert" title="They could not be read">
          {<p>{read.error.message}</p>}
        </Note>
      )}
      {data === undefined ? null : (
        <>
          <p className="muted">
            The host uses {bytes(data.memoryBytes)}. Its data is in <code>{dataDir}</code>
            {data.storage.problem === null ? '.' : ':'}{' '}
            {data.storage.problem === null ? null : <span className="del">{data.storage.problem}</span>}
          </p>
          <div className="table-scroll">
            <table>
              <thead>
                <tr>
                  <th>App-server</th>
                  <th>State</th>
                  <th>Process</th>
                  <th>Threads held</th>
                  <th>Under way</th>
                  <th>Malformed</th>
                  <th>Failed</th>
                  <th>Unknown methods</th>
                </tr>
              </thead>
              <tbody>
                {data.appServers.map((server) => (
                  <tr key={`${server.name} ${server.generation ?? ''}`}>
                    <td>{server.name}</td>
                    <td>{server.status}</td>
                    <td className="num">{server.pid ?? '–'}</td>
                    <td className="num">{server.heldThreads}</td>
                    <td className="num">{server.pendingRequests}</td>
                    <td className="num">{server.malformed}</td>
                    <td>{failureWords(server.failures)}</td>
                    <td>{server.unknownMethods.length === 0 ? '–' : server.unknownMethods.join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.appServers
            .filter(({ stderr }) => stderr.length > 0)
            .map((server) => (
              <details key={server.name}>
                <summary>What {server.name} wrote to stderr</summary>
                <pre className="code-block wrap">{server.stderr.join('\n')}</pre>
              </details>
            ))}
          {data.log.length === 0 ? null : (
            <details>
              <summary>The last of Muster’s own log</summary>
              <pre className="code-block wrap">{data.log.join('\n')}</pre>
            </details>
          )}
          <p className="muted">
            Codex {data.versions.codex ?? 'unknown'}, git {data.versions.git ?? 'unknown'}, Node{' '}
            {data.versions.node}
            {data.versions.electron === null ? '' : `, Electron ${data.versions.electron}`} on{' '}
            {data.versions.system}.
          </p>
          <p className="muted">
            {plural(data.clients.length, 'client')} connected:{' '}
            {data.clients.map(({ name, topics }) => `${name} (${plural(topics.length, 'topic')})`).join(', ')}
          </p>
        </>
      )}
    </div>
  );
}

/** What could not be taken in, by the name of its message. */
function failureWords(failures: Readonly<Record<string, number>>): string {
  const words = Object.entries(failures).map(([method, count]) => `${method} ×${count}`);
  return words.length === 0 ? '–' : words.join(', ');
}
