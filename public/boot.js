// Starts the page: the engine in its worker, the screens beside it, and the service worker after both.
//
// The build puts the hashed addresses in place of BUILD, ENGINE_WORKER, ENGINE_WASM, APP_JS, APP_WASM, PARTS and
// RELOAD_ON_CHANGE.

const halkhata = {
  build: BUILD,
  engineUrl: ENGINE_WORKER,
  /** The first engine; a later one is `new Worker(engineUrl, {type: "module", name: "engine"})`. */
  worker: null,
  /** What the engine said before the screens listened. */
  messages: [],
  workerFailed: false,
  updateWaiting: false,
  /** The button of the first run that was pressed before the app could hear it. */
  early: null,
  installPrompt: null,
  applyUpdate,
  module,
  notify,
};
globalThis.halkhata = halkhata;

// Somebody new reads the first run already; who presses something in it is heard when the app draws it. Where a book is
// kept, the frame takes its place.
const welcome = document.querySelector(".shell-welcome");
if (welcome && hasBook()) {
  welcome.remove();
  document.querySelector(".shell-skeleton").hidden = false;
}
welcome?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-early]");
  if (!button) return;
  welcome.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  button.setAttribute("aria-busy", "true");
  halkhata.early = button.dataset.early;
});
// A press of the mouse lasts a tenth of a second: it may begin on this page and end on the one that the app has drawn
// meanwhile, and then no button hears it. (A tap is heard by what lies under the finger at its end.)
let begun = null;
welcome?.addEventListener("pointerdown", (event) => {
  begun = event.pointerType === "touch" || event.button !== 0 ? null : (event.target.closest("[data-early]")?.dataset.early ?? null);
});
addEventListener("pointerup", (event) => {
  const name = begun;
  begun = null;
  if (name === null || welcome.isConnected) return;
  const over = event.target.closest?.("[data-early]");
  const drawn = document.querySelector(`[data-early="${name}"]`);
  if (!drawn) halkhata.early = name;
  else if (over === drawn) drawn.click();
});

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  halkhata.installPrompt = event;
  dispatchEvent(new CustomEvent("halkhata-install"));
});

// What it reads is on the screen before the app is fetched, which would only keep it from being painted.
if (welcome?.isConnected) await painted();

// Both modules are compiled while the worker and the scripts start. The first worker is given its own; the mark tells
// it to wait for that. A later one fetches for itself.
const compile = (address) => WebAssembly.compileStreaming(fetch(address));
const engine = compile(ENGINE_WASM).catch(() => null);
const screens = compile(APP_WASM);
/** The part of the app that the first screen is in, by the first word of its address; parts.rs says the same. */
const FIRST = {
  board: "plans", calendar: "plans", deleted: "plans", inbox: "plans", import: "office", sync: "office", settings: "office", help: "office",
  login: "account", setup: "account", join: "account", reset: "account",
};
const modules = new Map();
const first = welcome?.isConnected ? "account" : FIRST[location.pathname.split("/")[1]];
for (const address of PARTS[first] ?? []) module(address).catch(() => {});
halkhata.worker = new Worker(`${ENGINE_WORKER}#given`, { type: "module", name: "engine" });
engine.then((module) => halkhata.worker.postMessage({ module }));
halkhata.worker.onmessage = (event) => halkhata.messages.push(event.data);
halkhata.worker.onerror = () => {
  halkhata.workerFailed = true;
};

const started = import(APP_JS).then((app) => app.default({ module_or_path: screens }));
started.catch((error) => {
  console.error(error);
  document.documentElement.dataset.start = "failed";
});

if (RELOAD_ON_CHANGE) reloadOnChange();
else if ("serviceWorker" in navigator) started.finally(register);

/** Whether this device keeps a book that the app will open. */
function hasBook() {
  try {
    return localStorage.getItem("halkhata.book") !== null;
  } catch {
    return false;
  }
}

/** Something was painted. A page in the background is not painted, and waits no longer than a second. */
function painted() {
  const seen = new Promise((then) => {
    new PerformanceObserver(then).observe({ type: "paint", buffered: true });
  });
  return Promise.race([seen, new Promise((then) => setTimeout(then, 1000))]);
}

/** The compiled module of a part, fetched once; what did not come is fetched again when it is asked for again. */
function module(address) {
  if (!modules.has(address)) {
    modules.set(address, compile(address));
    modules.get(address).catch(() => modules.delete(address));
  }
  return modules.get(address);
}

/** A notification of the system that leads to an address; one at a time, where the person has allowed any. */
async function notify(words, address) {
  if (globalThis.Notification?.permission !== "granted") return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const looks = { tag: "inbox", renotify: true, icon: "/icons/icon-192.png", lang: document.documentElement.lang };
  await registration?.showNotification(words, { ...looks, data: { address } });
}

async function register() {
  let registration;
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return; // Plain HTTP beyond loopback, or a private window: the app works, but not without its server.
  }
  const announce = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    halkhata.updateWaiting = true;
    dispatchEvent(new CustomEvent("halkhata-update"));
  };
  announce();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", announce);
  });
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.ask === "build") event.ports[0].postMessage(BUILD);
    if (event.data?.go) dispatchEvent(new CustomEvent("halkhata-go", { detail: event.data.go }));
  });
  navigator.serviceWorker.startMessages();
  (await navigator.serviceWorker.ready).active?.postMessage("sweep");
  // A page that stays open for days hears of a new build when it is looked at again.
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < 60 * 60 * 1000) return;
    asked = Date.now();
    registration.update().catch(() => {});
  });
}

/** Lets the waiting build take over and reloads. The caller has put away what is half typed. */
async function applyUpdate() {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("skip-waiting");
}

/** Development only: follows the build that the relay serves. */
function reloadOnChange() {
  setInterval(async () => {
    const answer = await fetch("/build.json", { cache: "no-store" }).catch(() => null);
    if (answer?.ok && (await answer.json()).build !== BUILD) location.reload();
  }, 1000);
}
