// The figures, each with how it is measured. A figure runs several times, each time with a new profile and relay.
import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { INTERACTIONS, REMOTE } from "./interactions.ts";
import { contacts } from "./people.ts";
import { Device, Team } from "./devices.ts";

export interface Figure {
  /** Names of what it measures. */
  names: string[];
  unit: (name: string) => string;
  /** Runs of which the median is printed. */
  runs: number;
  /** How many single measurements one run holds. */
  n: number;
  measure: () => Promise<Record<string, number>>;
}

const BYTES: Figure = {
  names: ["wasm.ui.brotli_kb", "wasm.ui_all.brotli_kb", "wasm.engine.brotli_kb"],
  unit: () => "kB",
  runs: 1,
  n: 1,
  async measure() {
    const { files, parts } = JSON.parse(readFileSync("build/site/manifest.json", "utf8"));
    const size = (addresses: string[]) =>
      [...new Set(addresses)].reduce((sum, address) => sum + statSync(`build/site${address}.br`).size / 1000, 0);
    return {
      // What every start loads, which lists and records are in; every screen.
      "wasm.ui.brotli_kb": size([files["app.wasm"]]),
      "wasm.ui_all.brotli_kb": size([files["app.wasm"], ...Object.values<string[]>(parts).flat()]),
      "wasm.engine.brotli_kb": size([files["engine.wasm"]]),
    };
  },
};

/** One filled device: creating, starting, searching, memory, and the list of the real app. */
function filled(count: number, suffix: string, runs: number): Figure {
  const names = [`start.rows${suffix}_ms`, `heap.${count / 1000}k_mb`, `search${suffix ? ".100k" : ""}.p95_ms`, `duplicates.${count / 1000}k_s`];
  if (!suffix) names.push("create.10k_s", "edit.durable_p95_ms", "start.list_ms", "start.list_4x_ms");
  return {
    names,
    unit: (name) => (name.endsWith("_mb") ? "MB" : name.endsWith("_s") ? "s" : "ms"),
    runs,
    n: count,
    async measure() {
      const team = await Team.make();
      try {
        const device = await team.first();
        const created = await device.create(contacts(count));
        await device.settled();
        const found: Record<string, number> = { [names[2]]: await device.searchP95() };
        if (!suffix) {
          found["create.10k_s"] = created / 1000;
          found["edit.durable_p95_ms"] = await device.editP95();
        }
        await device.settled();
        found[names[3]] = await device.duplicatesSeconds();
        found[names[0]] = await device.startRows();
        // With everything in memory that searching needs.
        await device.searchP95();
        found[names[1]] = await device.heapMegabytes();
        if (!suffix) {
          found["start.list_ms"] = await device.startList();
          const slow = await device.slowly(() => device.startList());
          if (slow !== null) found["start.list_4x_ms"] = slow;
        }
        return found;
      } finally {
        await team.end();
      }
    },
  };
}

const TWO_DEVICES: Figure = {
  names: ["sync.first_10k_s", "sync.first_10k_kb", "edit.to_other_device_p95_ms", "sync.reconnect_50_ms", "sync.reconnect_50_kb"],
  unit: (name) => (name.endsWith("_kb") ? "kB" : name.endsWith("_s") ? "s" : "ms"),
  runs: 5,
  n: 10_000,
  async measure() {
    const team = await Team.make();
    try {
      const first = await team.first();
      await first.create(contacts(10_000));
      await first.synced();
      const second = await team.another(first);
      return {
        "sync.first_10k_s": second.firstSync.milliseconds / 1000,
        "sync.first_10k_kb": second.firstSync.bytes / 1000,
        "edit.to_other_device_p95_ms": await reachP95(first, second),
        ...(await reconnect(first, second)),
      };
    } finally {
      await team.end();
    }
  },
};

/** One relay under load, driven by a program of our own: browsers would be measured instead. */
const RELAY: Figure = {
  names: ["relay.durable_changes_per_s", "relay.durable_edits_per_s", "relay.idle_socket_kb", "relay.fanout_1000_p99_ms"],
  unit: (name) => (name.endsWith("_s") ? "1/s" : name.endsWith("_kb") ? "kB" : "ms"),
  runs: 5,
  n: 1000,
  measure: () => relayLoad("traffic"),
};

/** Relays that are restarted, restored, governed; on a file and on a PostgreSQL, if there is one. */
const RELAYS: Figure = {
  names: ["relay.reconnect_1000_s", "relay.revoke_ms", "repair.restore_10k_s", "policy.scope_change_5k_records_s", "policy.hide_field_5k_records_s"],
  unit: (name) => (/_s(_pg)?$/.test(name) ? "s" : "ms"),
  runs: 3,
  n: 1000,
  measure: () => relayLoad("events"),
};

/** How well duplicates are found in sets whose duplicates are known; nothing where the sets are not beside the repository. */
const DUPLICATES: Figure = {
  names: ["duplicates.precision", "duplicates.recall", "duplicates.f1"],
  unit: () => "of 1",
  runs: 1,
  n: 1,
  async measure() {
    const cargo = ["test", "--release", "-q", "-p", "crm-core", "--test", "duplicates", "real_sets", "--", "--nocapture", "--test-threads=1"];
    const { stdout, stderr } = await promisify(execFile)("cargo", cargo, { maxBuffer: 1e8 });
    const told = /^(.+): precision (\d+), recall (\d+), F1 (\d+) of 1000/gm;
    const found: Record<string, number> = {};
    for (const [, set, ...values] of `${stdout}\n${stderr}`.matchAll(told)) {
      if (/half|groups/.test(set)) continue;
      DUPLICATES.names.forEach((name, at) => (found[`${name}.${set.replace(/\.csv$/, "")}`] = Number(values[at]) / 1000));
    }
    return found;
  },
};

async function relayLoad(what: "traffic" | "events"): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)("target/release/relay-load", [what]);
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return Object.fromEntries(lines.map(({ name, value }) => [name, value]));
}

async function reachP95(first: Device, second: Device): Promise<number> {
  const [id] = await first.ids(1);
  const delays: number[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const value = `reach ${turn}`;
    const seen = second.sees(id, "job_title", value);
    const at = await first.edit(id, "job_title", value);
    delays.push((await seen) - at);
  }
  return percentile(delays, 95);
}

async function reconnect(first: Device, second: Device): Promise<Record<string, number>> {
  const ids = await first.ids(50);
  await first.synced();
  await second.synced();
  await second.offline();
  for (const id of ids) await first.edit(id, "job_title", `reconnect ${id}`);
  await first.synced();
  const bytes = second.bytes();
  const milliseconds = await second.online();
  return { "sync.reconnect_50_ms": milliseconds, "sync.reconnect_50_kb": (second.bytes() - bytes) / 1000 };
}

export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)];
}

export const FIGURES: Figure[] = [BYTES, DUPLICATES, filled(10_000, "", 5), TWO_DEVICES, INTERACTIONS, REMOTE, RELAY, RELAYS, filled(100_000, "_100k", 5)];
