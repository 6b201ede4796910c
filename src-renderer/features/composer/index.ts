export { Composer } from './composer.tsx';
export { NewThreadDialog } from './new-thread.tsx';
