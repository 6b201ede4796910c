import { useCallback } from 'react';
import { tell, tellFailure, tellShortly } from '../../platform/messages.tsx';
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
      .then(async (data) => {
        await (navigator.clipboard as Clipboard | undefined)?.writeText(JSON.stringify(data, null, 2));
        if (navigator.clipboard === undefined)
          tell(
            'needs',
            'This browser gives no clipboard',
            'Read the diagnostics at the end of the settings.',
          );
        else
          tellShortly(
            'rest',
            'Diagnostics copied',
            'Versions, states, settings, the last of stderr, log and wire; secrets are removed.',
          );
      })
      .catch((error: unknown) => tellFailure('The diagnostics were not copied', asFailure(error)));
  }, [client]);
}
