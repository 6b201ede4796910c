export { useCopyDiagnostics } from './copy-diagnostics.ts';
export { LinkDialog } from './link-dialog.tsx';
export { SettingsPage } from './settings-page.tsx';
