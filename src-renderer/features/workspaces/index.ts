export { statusWords } from './status-words.ts';
export { WorkspaceNav } from './workspace-nav.tsx';
export { WorkspaceTrouble } from './workspace-trouble.tsx';
export { WorkspacesPage } from './workspaces-page.tsx';
