export { RuleDialog } from './rule-dialog.tsx';
export { RulesPage } from './rules-page.tsx';
