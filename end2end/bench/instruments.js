// Inside the engine's worker: counts what the socket carries, cuts the network, and tells how much memory the module
// has. The page asks over a channel (`ask` in boot.js of the bench build).

const counts = { bytesSent: 0, bytesReceived: 0, framesSent: 0, framesReceived: 0 };
const open = new Set();
let offline = false;
let memory = null;

const Plain = WebSocket;
globalThis.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    open.add(this);
    this.addEventListener("message", (event) => {
      counts.framesReceived += 1;
      counts.bytesReceived += event.data.byteLength ?? 0;
    });
    this.addEventListener("close", () => open.delete(this));
    if (offline) this.close();
  }

  send(frame) {
    counts.framesSent += 1;
    counts.bytesSent += frame.byteLength ?? 0;
    super.send(frame);
  }
};

const plainFetch = fetch;
globalThis.fetch = async (...given) => {
  if (offline) throw new TypeError("offline");
  const answer = await plainFetch(...given);
  if (answer.url.includes("/sync/")) counts.bytesReceived += Number(answer.headers.get("content-length") ?? 0);
  return answer;
};

// The first worker is given its module, a later one fetches it.
for (const way of ["instantiate", "instantiateStreaming"]) {
  const plain = WebAssembly[way];
  WebAssembly[way] = async (...given) => {
    const made = await plain(...given);
    memory = (made.instance ?? made).exports.memory;
    return made;
  };
}

const channel = new BroadcastChannel("halkhata-bench");
channel.onmessage = ({ data: { ask, number } }) => {
  if (ask === "offline" || ask === "online") offline = ask === "offline";
  if (offline) for (const socket of open) socket.close();
  channel.postMessage({ number, answer: { ...counts, heapBytes: memory?.buffer.byteLength ?? 0 } });
};
