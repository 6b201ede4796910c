import { protocol } from 'electron';
import { pageResponse } from './page-response.ts';

/** Makes app:// a place like https://, with an origin and storage of its own. Must come before Electron is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);
}

/** Serves the built page. */
export function servePage(root: string): void {
  protocol.handle('app', (request) => pageResponse(root, request));
}
