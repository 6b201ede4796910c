// Shows nothing by itself and keeps nothing: it only hands clicks on notifications to the page, which may be in the
// background, or opens the page where none is left.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('notificationclick', (event) => {
  const { data } = event.notification;
  event.notification.close();
  event.waitUntil(answer(event.action, data));
});

/**
 * @param {string} action `accept`, `decline`, or nothing for a click on the notification itself
 * @param {{ key: string, address: string }} data
 */
async function answer(action, data) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ focused }) => focused) ?? pages[0];
  // A decision needs a page that is connected; without one its card is opened instead.
  if (page === undefined) {
    await self.clients.openWindow(data.address);
    return;
  }
  page.postMessage({ type: 'muster-notification', key: data.key, action });
  if (action === '') await page.focus().catch(() => undefined);
}
