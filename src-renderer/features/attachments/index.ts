export { KeptPicture } from './kept-picture.tsx';
