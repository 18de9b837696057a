// The kill switch: served as /sw.js it removes every cached file and itself, then reloads the open pages from the
// network. The book in IndexedDB stays. See the head of sw.js.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
  for (const page of await self.clients.matchAll({ type: "window" })) page.navigate(page.url);
}
