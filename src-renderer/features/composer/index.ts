export { SettingsBar, useModels } from './composer-bar.tsx';
export { Composer } from './composer.tsx';
export { putIntoComposer, useDraftFlush } from './drafts.ts';
export { NewThreadDialog } from './new-thread.tsx';
export { StartingRows } from './starting.tsx';
export { effortLabel, effortsOf, modelLabel, modelOf } from './model-words.ts';
