export { Composer } from './composer.tsx';
export { useDraftFlush } from './drafts.ts';
export { NewThreadDialog } from './new-thread.tsx';
export { StartingRows } from './starting.tsx';
