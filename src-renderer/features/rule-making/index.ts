export { RuleDialog } from './rule-dialog.tsx';
