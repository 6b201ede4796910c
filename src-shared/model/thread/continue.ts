/** What *Continue* says to an agent whose turn was cut off. The scripted model knows it too, and goes on with its script. */
export const CONTINUE_PROMPT = 'Go on where you were cut off.';
