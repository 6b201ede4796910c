export { LinkDialog } from './link-dialog.tsx';
export { SettingsPage } from './settings-page.tsx';
