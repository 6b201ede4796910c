export { JournalDetail } from './journal-detail.tsx';
export { JournalList } from './journal-list.tsx';
