// The service worker: shows what the server pushed, and opens what it leads to. It keeps nothing and answers no page's
// requests.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const told = read(event.data);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      icon: '/icon-192.png',
      data: { url: told.url },
      // What is about the same takes the place of what was shown of it, and is heard all the same.
      ...(told.tag ? { tag: told.tag, renotify: true } : {}),
    }),
  );
});

/** A browser that shows nothing for a message loses its subscription, so something is shown for every one. */
function read(data) {
  try {
    return data.json();
  } catch {
    return { title: 'Relink', body: '', url: '/', tag: null };
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.url ?? '/', self.location.origin)));
});

/** A tab that shows it already, else one that shows the same page otherwise, else a new one: others may hold what was typed. */
async function open(url) {
  if (url.origin !== self.location.origin) return;
  const tabs = await self.clients.matchAll({ type: 'window' });
  const at = (tab) => new URL(tab.url);
  const there = tabs.find((tab) => at(tab).href === url.href);
  if (there) return there.focus();
  const near = tabs.find((tab) => at(tab).pathname === url.pathname);
  if (near) return (await near.focus()).navigate(url.href);
  await self.clients.openWindow(url.href);
}

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event.oldSubscription, event.newSubscription));
});

/** The push service gave this browser another address: the server is told, as whoever is signed in here. */
async function renew(before, after) {
  if (!before) return;
  const subscription =
    after ??
    (await self.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: before.options.applicationServerKey,
    }));
  const text = (name) => {
    const bytes = String.fromCharCode(...new Uint8Array(subscription.getKey(name)));
    return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  await fetch('/account/notices/devices/renew', {
    method: 'POST',
    body: new URLSearchParams({
      before: before.endpoint,
      endpoint: subscription.endpoint,
      p256dh: text('p256dh'),
      auth: text('auth'),
    }),
  });
}
