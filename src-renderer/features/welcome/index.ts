export { DemoBanner, DemoRemoval } from './demo.tsx';
export { FolderDialog } from './folder-dialog.tsx';
export { StatusTable } from './status-table.tsx';
export { WelcomePage } from './welcome-page.tsx';
