/** Brackets within each other: the parser's work grows steeply with them where the grammar is ambiguous. */
const DEEPEST = 24;
/** Signs that begin or join something: what a person would read has a tenth of them. */
const MOST_SIGNS = 200;
/** Blanks, each of which may end a word. */
const MOST_BLANKS = 600;

/**
 * Why a text is more tangled than anything that a person would be shown, in words; null when it is not. One look at each
 * character; it keeps from the parser what costs it far more than its length (18 KB of `a=(` took it 26 s).
 */
export function tangle(text: string): string | null {
  let depth = 0;
  let signs = 0;
  let blanks = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        signs += 1;
        depth += 1;
        if (depth > DEEPEST) return 'it has too many brackets within each other';
        break;
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        signs += 1;
        if (depth > 0) depth -= 1;
        break;
      case 0x0a: // newline
      case 0x26: // &
      case 0x3b: // ;
      case 0x3c: // <
      case 0x3e: // >
      case 0x60: // backtick
      case 0x7c: // |
        signs += 1;
        break;
      case 0x09: // tab
      case 0x20: // blank
        blanks += 1;
        break;
      default:
    }
    if (signs > MOST_SIGNS || blanks > MOST_BLANKS) return 'it has too many parts';
  }
  return null;
}
