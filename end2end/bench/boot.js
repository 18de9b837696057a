// The start script of the bench build: the same, with a way to ask the instruments in the engine's worker.
import "../../public/boot.js";

const channel = new BroadcastChannel("halkhata-bench");
const waiting = new Map();
let last = 0;

channel.onmessage = ({ data: { number, answer } }) => {
  waiting.get(number)?.(answer);
  waiting.delete(number);
};

globalThis.halkhata.instruments = (ask) =>
  new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    channel.postMessage({ ask, number: last });
  });
