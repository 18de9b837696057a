// What a person waits for on the screens of a book with 10,000 contacts and 500 deals: from the press until the next
// frame is painted, as the browser's Event Timing says, with the page's processor four times slower. Interaction to next
// paint as https://web.dev/articles/inp defines it: of every 50 interactions the longest is left out. The first record that
// is opened, which compiles the code of its page, is told by itself.
import type { Locator, Page } from "@playwright/test";
import type { Figure } from "./figures.ts";
import { Team } from "./devices.ts";
import { contacts, type NewRecord } from "./people.ts";

/** The browser tells of interactions from this length on, in steps of 8 ms. */
const SHORTEST = 16;
const TURNS = 51;
const STAGES = ["prospecting", "qualification", "proposal", "negotiation"];

declare global {
  /** The longest event of each interaction. */
  var interactions: Map<number, number>;
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
  globalThis.interactions = new Map();
  globalThis.tasks = [];
  const hear = (type: string, into: (entry: PerformanceEntry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(into)).observe({ type, buffered: true, ...options });
  const event = (entry: PerformanceEntry) => {
    const { interactionId: id, duration } = entry as PerformanceEventTiming;
    if (id) globalThis.interactions.set(id, Math.max(duration, globalThis.interactions.get(id) ?? 0));
  };
  hear("event", event, { durationThreshold: shortest });
  hear("longtask", (entry) => globalThis.tasks.push(entry.duration));
}

/** Interaction to next paint while something is done again and again. */
async function inp(page: Page, act: (turn: number) => Promise<void>, turns = TURNS): Promise<number> {
  await page.evaluate(() => globalThis.interactions.clear());
  for (let turn = 0; turn < turns; turn += 1) await act(turn);
  // The observer hears of an interaction after the frame that it led to.
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 100))));
  return page.evaluate((shortest) => {
    const longest = [...globalThis.interactions.values()].sort((one, other) => other - one);
    return longest[Math.floor(longest.length / 50)] ?? shortest;
  }, SHORTEST);
}

/** A press in the middle of something. Playwright's own click asks the page what is there while the page hears it, and
 * that would be measured. */
async function press(thing: Locator): Promise<void> {
  await thing.waitFor();
  const box = await thing.boundingBox();
  if (!box) throw new Error("what is to be pressed has no place");
  await thing.page().mouse.click(box.x + Math.min(box.width, 200) / 2, box.y + box.height / 2);
}

/** Frames that were missed of 120 while the list was scrolled by so many pixels in each, and the longest task meanwhile. */
async function scroll(page: Page, pixels: number): Promise<{ dropped: number; task: number }> {
  return page.evaluate(async (pixels) => {
    globalThis.tasks = [];
    const list = document.querySelector<HTMLElement>("[role=grid]");
    if (!list) throw new Error("there is no list");
    const frame = () => new Promise<number>((next) => requestAnimationFrame(next));
    let [dropped, last] = [0, await frame()];
    for (let turn = 0; turn < 120; turn += 1) {
      list.scrollTop += pixels;
      const now = await frame();
      dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
      last = now;
    }
    return { dropped, task: Math.max(0, ...globalThis.tasks) };
  }, pixels);
}

/** The longest task while something is done with the page at its own speed. */
async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => void (globalThis.tasks = []));
  await act();
  // The observer hears of a task after it.
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 100))));
  return page.evaluate(() => Math.max(0, ...globalThis.tasks));
}

/** Letters in the search of the list, as fast as somebody types who types fast. */
async function type(page: Page): Promise<void> {
  const search = page.locator(".list-bar input");
  await search.focus();
  await page.keyboard.type("rahim uddin", { delay: 60 });
  for (let letter = 0; letter < 11; letter += 1) await page.keyboard.press("Backspace", { delay: 30 });
  await page.locator(".table-row .row-title").nth(20).waitFor();
}

/** A card of the board across two columns and back. */
async function drag(page: Page): Promise<void> {
  const box = await page.locator(".lane").first().locator(".board-card").first().boundingBox();
  if (!box) throw new Error("there is no card");
  const [x, y] = [box.x + box.width / 2, box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const to of [2, 0, 1]) await page.mouse.move(x + to * box.width, y + 60 * to, { steps: 30 });
  await page.mouse.up();
}

/** A thousand edits that somebody made without a network arrive at a list, those of the rows in view last. */
export const REMOTE: Figure = {
  names: ["ui.remote_1000_longest_task_ms"],
  unit: () => "ms",
  runs: 3,
  n: 1000,
  async measure() {
    const team = await Team.make();
    try {
      const device = await team.first();
      await device.create(contacts(10_000));
      await device.settled();
      const other = await team.another(device);
      const ids = await other.ids(1000);
      await other.offline();
      await other.editAll(ids.reverse(), "job_title", "From afar");
      const page = await device.app("/list/contact", listen, SHORTEST);
      await page.locator(".table-row .row-title").nth(20).waitFor();
      const arrived = page.locator('.table-row[aria-rowindex="2"]', { hasText: "From afar" });
      const task = await longestTask(page, async () => {
        await other.online();
        await arrived.waitFor();
      });
      return { "ui.remote_1000_longest_task_ms": task };
    } finally {
      await team.end();
    }
  },
};

export const INTERACTIONS: Figure = {
  names: [
    "ui.first_open_ms",
    "ui.inp_open_ms",
    "ui.inp_edit_ms",
    "ui.inp_move_ms",
    "ui.inp_search_ms",
    "ui.scroll_dropped_frames",
    "ui.scroll_longest_task_ms",
    "ui.scroll_fast_dropped_frames",
    "ui.scroll_fast_longest_task_ms",
    "ui.type_longest_task_ms",
    "ui.drag_longest_task_ms",
    "ui.nodes_10k_list",
  ],
  unit: (name) => (name.endsWith("_ms") ? "ms" : "count"),
  runs: 3,
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
      // 6,000 pixels a second is a hard flick on a phone; four times that is a thumb on the scroll bar.
      const flicked = await scroll(page, 100);
      found["ui.scroll_dropped_frames"] = flicked.dropped;
      found["ui.scroll_longest_task_ms"] = flicked.task;
      const dragged = await scroll(page, 400);
      found["ui.scroll_fast_dropped_frames"] = dragged.dropped;
      found["ui.scroll_fast_longest_task_ms"] = dragged.task;
      await page.locator("[role=grid]").press("Home");
      found["ui.type_longest_task_ms"] = await longestTask(page, () => type(page));
      await device.throttle(4);
      const open = async (turn: number) => {
        const row = page.locator(`.table-row[aria-rowindex="${(turn % 15) + 2}"] .row-title`);
        await press(row);
        await row.and(page.locator("[aria-current]")).waitFor();
        await page.locator(".side-panel .record-page").waitFor();
      };
      found["ui.first_open_ms"] = await inp(page, open, 1);
      found["ui.inp_open_ms"] = await inp(page, (turn) => open(turn + 1));
      await page.locator("#tab-details").click();
      found["ui.inp_edit_ms"] = await inp(page, async (turn) => {
        await press(page.locator('.side-panel [data-field="job_title"] .field-edit'));
        await page.keyboard.type(`Buyer ${turn}`);
        await page.keyboard.press("Tab");
      });
      found["ui.inp_search_ms"] = await inp(page, async () => {
        await page.keyboard.press("Control+k");
        await page.keyboard.type("rahim");
        await page.locator(".palette-option").first().waitFor();
        await page.keyboard.press("Escape");
      });
      await page.goto(new URL("/board", page.url()).href);
      await page.locator(".board-card").first().waitFor();
      found["ui.inp_move_ms"] = await inp(page, async () => {
        await page.locator(".lane").first().locator(".board-card").first().focus();
        for (const key of [" ", "ArrowRight", " "]) await page.keyboard.press(key);
      });
      await device.throttle(1);
      found["ui.drag_longest_task_ms"] = await longestTask(page, () => drag(page));
      return found;
    } finally {
      await team.end();
    }
  },
};
