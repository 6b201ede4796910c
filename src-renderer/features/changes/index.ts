export { ChangesView } from './changes-view.tsx';
export { useEditorSoon } from './load-diff.ts';
