// The service worker: the app opens with no network, and a new build waits until the person takes it.
//
// It keeps the shell and the files of one build in one cache named after the build. It never touches the API,
// the socket or first-sync pages, and it never stores an answer that is not in its list.
// The build puts values in place of BUILD, SHELL_MARK and PRECACHE ([address, revision] pairs; an address with a
// hash in its name has no revision).
//
// Kill switch: serve `sw-off.js` (beside this file) as `/sw.js`. It removes the caches and itself and reloads the
// pages from the network; the book in IndexedDB stays.

const CACHE = `halkhata-${BUILD}`;
// Not "/": that address is the first run for somebody new.
const SHELL = "/shell";
const LISTED = new Set(PRECACHE.map(([address]) => address));

self.addEventListener("install", (event) => event.waitUntil(install(event)));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
  if (event.data === "sweep") event.waitUntil(sweep());
});

// A notification brings its page to the front, or opens one.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.address));
});

async function open(address) {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) return self.clients.openWindow(address);
  await page.focus();
  // The page goes there by itself, without losing what is half typed elsewhere.
  page.postMessage({ go: address });
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!isPage(url.pathname)) return;
    event.respondWith(fromCache(SHELL, request));
  } else if (LISTED.has(url.pathname)) {
    event.respondWith(fromCache(url.pathname, request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(fromAnyBuild(request));
  }
});

/** Everything that a person can open is the shell, apart from the relay's own addresses and files. */
function isPage(path) {
  return !/^\/(api\/|sync\/|assets\/|healthz$)/.test(path) && !/\.[a-z0-9]+$/.test(path);
}

async function install(event) {
  const cache = await caches.open(CACHE);
  await Promise.all([keepShell(cache), ...PRECACHE.map(([address, revision]) => keep(cache, address, revision))]);
  // Where the browser offers it, files come straight from the cache without waking this worker.
  await event.addRoutes?.([{ condition: { urlPattern: "/assets/*" }, source: "cache" }])?.catch(() => {});
}

/** The shell must name this build's files: while a relay is being replaced it may name another's. */
async function keepShell(cache) {
  const answer = await fetch(SHELL, { cache: "no-store", credentials: "omit" });
  if (!answer.ok || !(await answer.clone().text()).includes(SHELL_MARK)) throw new Error("shell of another build");
  await cache.put(SHELL, answer);
}

/** Files with a hash in their name are taken over from the cache of the build before. */
async function keep(cache, address, revision) {
  const known = revision ? undefined : await caches.match(address);
  const answer = known ?? (await fetch(address, { cache: revision ? "no-store" : "default" }));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer);
}

async function fromCache(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

async function fromAnyBuild(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Removes the caches of builds that no open page runs. A page that does not answer may run any of them. */
async function sweep() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const builds = await Promise.all(pages.map(buildOf));
  if (builds.includes(null)) return;
  const used = new Set([CACHE, ...builds.map((build) => `halkhata-${build}`)]);
  const waiting = self.registration.waiting || self.registration.installing;
  for (const name of await caches.keys()) {
    if (name.startsWith("halkhata-") && !used.has(name) && !waiting) await caches.delete(name);
  }
}

function buildOf(page) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data);
    page.postMessage({ ask: "build" }, [channel.port2]);
    setTimeout(() => resolve(null), 2000);
  });
}
