// Runs something while a browser's renderers may use a quarter of a core. The throttling of DevTools does not reach
// workers, so the renderers of the profile, and the zygote that new ones are forked from, are moved into a control
// group with a quota. Needs root and control groups of version 2 or 1.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";

const UNIFIED = "/sys/fs/cgroup/halkhata-bench";
const LEGACY = "/sys/fs/cgroup/cpu/halkhata-bench";

export async function quarterOfACore(profile: string, measure: () => Promise<number>): Promise<number | null> {
  const group = make();
  if (!group) {
    console.error("no control groups here: the figure at a quarter of a core is left out");
    return null;
  }
  const pids = processes(profile);
  for (const pid of pids) move(group, pid);
  try {
    return await measure();
  } finally {
    for (const pid of processes(profile)) move(parent(group), pid);
    try {
      rmdirSync(group);
    } catch {
      // A process that ended meanwhile may hold it for a moment; it is empty and used again.
    }
  }
}

function make(): string | null {
  try {
    if (existsSync("/sys/fs/cgroup/cgroup.controllers")) {
      mkdirSync(UNIFIED, { recursive: true });
      writeFileSync(`${UNIFIED}/cpu.max`, "25000 100000");
      return UNIFIED;
    }
    mkdirSync(LEGACY, { recursive: true });
    writeFileSync(`${LEGACY}/cpu.cfs_period_us`, "100000");
    writeFileSync(`${LEGACY}/cpu.cfs_quota_us`, "25000");
    return LEGACY;
  } catch {
    return null;
  }
}

function parent(group: string): string {
  return group.replace(/\/halkhata-bench$/, "");
}

function move(group: string, pid: string): void {
  try {
    writeFileSync(`${group}/cgroup.procs`, pid);
  } catch {
    // It has ended.
  }
}

/** The renderers and zygotes of the browser that was started with this profile. */
function processes(profile: string): string[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = new Set(all.filter((pid) => read(`/proc/${pid}/cmdline`).includes(profile)));
  for (let grown = -1; grown !== found.size; ) {
    grown = found.size;
    for (const pid of all) {
      const above = read(`/proc/${pid}/stat`).replace(/^.*\) \S /s, "").split(" ")[0];
      if (found.has(above)) found.add(pid);
    }
  }
  return [...found].filter((pid) => /--type=(renderer|zygote)/.test(read(`/proc/${pid}/cmdline`)));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
