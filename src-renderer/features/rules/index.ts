export {
  effectWord,
  endAt,
  ENDS,
  matchKey,
  matchWords,
  NEVER_COVERED,
  type EndChoice,
} from './rule-words.ts';
export { RulesPage } from './rules-page.tsx';
