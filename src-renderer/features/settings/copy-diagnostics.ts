import { useCallback } from 'react';
import { copyAndTell } from '../../platform/clipboard.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { asFailure, useConnection } from '../../connection/index.ts';

/**
 * Reads the diagnostics and puts them on the clipboard as JSON. The host took every secret out of them; where a browser
 * gives no clipboard (a page without TLS on another machine) it says where to find them instead.
 */
export function useCopyDiagnostics(): () => void {
  const { client } = useConnection();
  return useCallback(() => {
    client
      .call('diagnostics/read', {})
      .then((data) =>
        copyAndTell(
          JSON.stringify(data, null, 2),
          [
            'Diagnostics copied',
            'Versions, states, settings, the last of stderr, log and wire; secrets are removed.',
          ],
          'Read the diagnostics at the end of the settings.',
        ),
      )
      .catch((error: unknown) => tellFailure('The diagnostics were not copied', asFailure(error)));
  }, [client]);
}
