export { KeptPicture, Picture } from './kept-picture.tsx';
