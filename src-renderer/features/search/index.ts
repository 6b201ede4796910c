export { ThreadSearch } from './thread-search.tsx';
