// The engine's worker: gets the engine's module, from the page or by itself, starts it, and hands it what came
// meanwhile.
//
// The build puts the hashed address in place of ENGINE_WASM.

import init, { start } from "engine.js";

// A panic says so itself. What Wasm cannot say (no memory, no stack, a trap) is said here, or the page would wait for
// ever: an error within a promise does not reach the page's `onerror`.
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError) postMessage(`\n${reason}`);
});

const early = [];
let give;
const given = new Promise((resolve) => (give = resolve));
const keep = (event) => {
  event.stopImmediatePropagation();
  if (event.data && "module" in event.data) give(event.data.module);
  else early.push(event);
};
addEventListener("message", keep);

const module = location.hash === "#given" ? await given : null;
await init({ module_or_path: module ?? ENGINE_WASM });
start();
removeEventListener("message", keep);
for (const event of early) {
  dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
}
