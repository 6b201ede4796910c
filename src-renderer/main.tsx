import { connectBrowser, connectTo, listenForPorts, musterShell, openSession } from './connection/index.ts';
import { Page } from './shell/boot.tsx';

// In the desktop shell a port may come at any moment: listen before anything else.
const nextPort = listenForPorts();
const page = new Page();

if (musterShell() !== undefined) {
  page.showApp(connectTo(nextPort, 'Window'));
} else {
  const session = await openSession();
  if (session.type === 'refused') page.showRefused(session.why);
  else page.showApp(connectBrowser(() => page.showRefused('noSession')));
}
