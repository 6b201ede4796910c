/** What the store knows of pictures. */
export interface PictureStore {
  /** Those that a draft, a text on its way, or a thread has. Throws ContractFailure `storage` when that cannot be read. */
  picturesInUse(): ReadonlySet<string>;
}
