/** Two letters for a name: of its first two words where it has them, else its first two. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const [first = '', second = ''] = words;
  const letters = second === '' ? Array.from(first).slice(0, 2) : [letter(first), letter(second)];
  return letters.join('').toLowerCase();
}

function letter(word: string): string {
  return Array.from(word)[0] ?? '';
}
