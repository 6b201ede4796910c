export { BrowserPermission } from './browser-permission.tsx';
export { QuietHoursControl } from './quiet-hours-control.tsx';
export { useBrowserNotifications } from './use-browser-notifications.ts';
