// The page against made-up data, for looking at it without a host: `npx vite src-renderer`, then /dev.html.
// Options in the address: ?rows=1000 (a large fleet), ?first (nothing added yet), ?theme=light, ?demo, ?broken, ?still.
import { connectTo } from '../connection/index.ts';
import { Page } from '../shell/boot.tsx';
import { madeUpHost } from './world.ts';

const options = new URLSearchParams(location.search);
const page = new Page();
if (options.has('refused')) page.showRefused('badLink');
else {
  const host = madeUpHost(options);
  page.showApp(connectTo(host.connect, 'Made up'));
}
