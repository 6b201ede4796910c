import { useHostFact } from '../../connection/index.ts';
import { Button } from '../../ui/kit.tsx';
import { askPermission, usePermission } from './use-browser-notifications.ts';

/** Whether this browser lets Muster notify, and the way to allow it. */
export function BrowserPermission() {
  const permission = usePermission();
  if (useHostFact('shell') !== 'browser') return null;
  switch (permission) {
    case 'granted':
      return <p className="sub">This browser shows them.</p>;
    case 'denied':
      return (
        <p className="sub">This browser blocks them: allow notifications in its settings for this site.</p>
      );
    case 'unsupported':
      return (
        <p className="sub">
          This browser cannot show them here: it wants https, or an address of this machine.
        </p>
      );
    case 'default':
      return (
        <p className="sub">
          This browser has to be asked first.{' '}
          <Button size="small" onClick={() => void askPermission()}>
            Allow in this browser
          </Button>
        </p>
      );
  }
}
