// What a person waits for on the screens of a book with 10,000 contacts and 500 deals: from the press until the next
// frame is painted, as the browser's Event Timing says, with the page's processor four times slower.
import type { Page } from "@playwright/test";
import type { Figure } from "./figures.ts";
import { Team } from "./devices.ts";
import { contacts, type NewRecord } from "./people.ts";

/** The browser tells of interactions from this length on, in steps of 8 ms. */
const SHORTEST = 16;
const TURNS = 10;
const STAGES = ["prospecting", "qualification", "proposal", "negotiation"];

declare global {
  var interactions: number[];
  var tasks: number[];
}

function deals(count: number): NewRecord[] {
  return Array.from({ length: count }, (_, place) => ({
    object: "deal",
    fields: { name: `Order ${place}`, stage: STAGES[place % STAGES.length] },
  }));
}

/** Counts interactions and tasks of the page from its first script on. */
function listen(shortest: number): void {
  globalThis.interactions = [];
  globalThis.tasks = [];
  const hear = (type: string, into: (entry: PerformanceEntry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(into)).observe({ type, buffered: true, ...options });
  const event = (entry: PerformanceEntry) => {
    if ((entry as PerformanceEventTiming).interactionId) globalThis.interactions.push(entry.duration);
  };
  hear("event", event, { durationThreshold: shortest });
  hear("longtask", (entry) => globalThis.tasks.push(entry.duration));
}

/** The longest interaction while something is done. */
async function longest(page: Page, act: (turn: number) => Promise<void>): Promise<number> {
  await page.evaluate(() => void (globalThis.interactions = []));
  for (let turn = 0; turn < TURNS; turn += 1) await act(turn);
  // The observer hears of an interaction after the frame that it led to.
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 100))));
  return page.evaluate((shortest) => Math.max(shortest, ...globalThis.interactions), SHORTEST);
}

/** Frames that were missed while the list was scrolled for two seconds, and the longest task meanwhile. */
async function scroll(page: Page): Promise<{ dropped: number; task: number }> {
  return page.evaluate(async () => {
    globalThis.tasks = [];
    const list = document.querySelector<HTMLElement>("[role=grid]");
    if (!list) throw new Error("there is no list");
    const frame = () => new Promise<number>((next) => requestAnimationFrame(next));
    let [dropped, last] = [0, await frame()];
    for (let turn = 0; turn < 120; turn += 1) {
      list.scrollTop += 400;
      const now = await frame();
      dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
      last = now;
    }
    return { dropped, task: Math.max(0, ...globalThis.tasks) };
  });
}

export const INTERACTIONS: Figure = {
  names: [
    "ui.inp_open_ms",
    "ui.inp_edit_ms",
    "ui.inp_move_ms",
    "ui.inp_search_ms",
    "ui.scroll_dropped_frames",
    "ui.scroll_longest_task_ms",
    "ui.nodes_10k_list",
  ],
  unit: (name) => (name.endsWith("_ms") ? "ms" : "count"),
  runs: 5,
  n: TURNS,
  async measure() {
    const team = await Team.make();
    try {
      const device = await team.first();
      await device.create(contacts(10_000));
      await device.create(deals(500));
      await device.settled();
      const found: Record<string, number> = {};
      const page = await device.app("/list/contact", listen, SHORTEST);
      await page.locator(".table-row .row-title").nth(20).waitFor();
      found["ui.nodes_10k_list"] = await page.evaluate(() => document.querySelectorAll("*").length);
      const scrolled = await scroll(page);
      found["ui.scroll_dropped_frames"] = scrolled.dropped;
      found["ui.scroll_longest_task_ms"] = scrolled.task;
      await page.locator("[role=grid]").press("Home");
      await device.throttle(4);
      found["ui.inp_open_ms"] = await longest(page, async (turn) => {
        await page.locator(`.table-row[aria-rowindex="${turn + 2}"] .row-title`).click();
        await page.locator(`.table-row[aria-rowindex="${turn + 2}"] .row-title[aria-current]`).waitFor();
        await page.locator(".side-panel .record-page").waitFor();
      });
      await page.locator("#tab-details").click();
      found["ui.inp_edit_ms"] = await longest(page, async (turn) => {
        await page.locator('.side-panel [data-field="job_title"] .field-edit').click();
        await page.keyboard.type(`Buyer ${turn}`);
        await page.keyboard.press("Tab");
      });
      found["ui.inp_search_ms"] = await longest(page, async () => {
        await page.keyboard.press("Control+k");
        await page.keyboard.type("rahim");
        await page.locator(".palette-option").first().waitFor();
        await page.keyboard.press("Escape");
      });
      await page.goto(new URL("/board", page.url()).href);
      await page.locator(".board-card").first().waitFor();
      found["ui.inp_move_ms"] = await longest(page, async () => {
        await page.locator(".lane").first().locator(".board-card").first().focus();
        for (const key of [" ", "ArrowRight", " "]) await page.keyboard.press(key);
      });
      return found;
    } finally {
      await team.end();
    }
  },
};
