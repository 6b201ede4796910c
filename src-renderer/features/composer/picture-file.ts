import { PICTURE_BYTES_MOST } from '#shared/model/prompt/attached.ts';

/** Pixels of the longer side: Codex makes larger ones smaller itself (0.171.0). */
const SIDE_MOST = 2048;
/** Types that go as they are. Codex sends the first frame of a GIF, as a PNG. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

/**
 * A picture as it is to be sent: of a type and size that Codex leaves as it is. What the browser cannot read is given
 * back as it came; the host says what is wrong with it.
 */
export async function fittingPicture(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return file;
  try {
    const scale = Math.min(1, SIDE_MOST / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && AS_THEY_ARE.has(file.type) && file.size <= PICTURE_BYTES_MOST) return file;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const png = await blobOf(canvas, 'image/png');
    if (png !== null && png.size <= PICTURE_BYTES_MOST) return png;
    return (await blobOf(canvas, 'image/jpeg')) ?? file;
  } finally {
    bitmap.close();
  }
}

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.9));
}

/** The content of a file as base64. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = reader.result as string;
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('it cannot be read')));
    reader.readAsDataURL(file);
  });
}
