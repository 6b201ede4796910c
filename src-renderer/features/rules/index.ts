export { effectWord, endAt, ENDS, matchKey, matchWords, type EndChoice } from './rule-words.ts';
export { RulesPage } from './rules-page.tsx';
