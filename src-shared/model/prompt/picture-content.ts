/** Types of pictures that Codex takes (0.171.0, by their content), as the endings of their files. */
export type PictureEnding = 'png' | 'jpg' | 'gif' | 'webp';

/** What picture this is, by how it begins; null when it is none that is known. */
export function pictureEnding(content: Uint8Array): PictureEnding | null {
  if (begins(content, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (begins(content, 0, [0xff, 0xd8, 0xff])) return 'jpg';
  if (begins(content, 0, [0x47, 0x49, 0x46, 0x38])) return 'gif';
  // RIFF, four bytes of size, WEBP.
  if (begins(content, 0, [0x52, 0x49, 0x46, 0x46]) && begins(content, 8, [0x57, 0x45, 0x42, 0x50]))
    return 'webp';
  return null;
}

function begins(content: Uint8Array, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => content[at + index] === byte);
}
