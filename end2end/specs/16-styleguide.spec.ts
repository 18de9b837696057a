// Every component in every state: axe finds nothing, nothing is wider than a phone, no letter is cut.
import type { Page } from "@playwright/test";
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Relay } from "../fixtures/relay.ts";

const SIZES = [
  { name: "desktop", context: { viewport: { width: 1280, height: 800 } } },
  { name: "phone", context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
];
/** Contrasts, and what opens, are looked at once in each theme and language. */
const LOOKS = [
  { look: "theme=light&language=en&dir=ltr", whole: true },
  { look: "theme=dark&language=en&dir=ltr", whole: false },
  { look: "theme=light&language=bn&dir=ltr", whole: false },
  { look: "theme=dark&language=bn&dir=ltr", whole: true },
  { look: "theme=light&language=en&dir=rtl", whole: false },
];
/** Longer sentences are only measured. */
const LONGER = "theme=dark&language=long&dir=ltr";
const NARROW = [390, 320];
/** What opens something above the page. One of the comboboxes never gets its answer. */
const DOORS = {
  combobox: "[data-story] input:not(#combobox-waits)",
  dialog: ".guide-stage > .button",
  menu: ".menu > button",
};

// A trace of pages as large as these takes longer than the test.
test.use({ trace: "off" });

let relay: Relay;
test.beforeAll(async () => {
  relay = await Relay.start(null, "build/guide");
});
test.afterAll(() => relay.remove());

for (const { name, context } of SIZES) {
  test(`styleguide: ${name}`, async ({ browser }) => {
    test.setTimeout(4 * 60_000);
    const page = await (await browser.newContext({ ...context, reducedMotion: "reduce" })).newPage();
    const failures: string[] = [];
    for (const { look, whole } of [...LOOKS, { look: LONGER, whole: false }]) {
      await page.setViewportSize(context.viewport);
      await page.goto(`${relay.origin}/styleguide?${look}`);
      await ready(page, look);
      const found = await cut(page);
      if (look !== LONGER) found.push(...(await violations(page, look, whole)));
      if (name === "phone") {
        found.push(...(await small(page)));
        for (const width of NARROW) {
          await page.setViewportSize({ width, height: 844 });
          found.push(...(await wide(page)).map((what) => `at ${width}: ${what}`));
        }
      }
      if (whole) found.push(...(await opened(page, look)));
      failures.push(...found.map((what) => `${look}: ${what}`));
    }
    await page.context().close();
    expect(failures, failures.join("\n")).toEqual([]);
  });
}

/** The page is drawn as the address says. */
async function ready(page: Page, query: string): Promise<void> {
  await expect(page.locator(`.guide-main[data-ready="?${query}"]`)).toBeVisible({ timeout: 30_000 });
}

/** What opens above the page, each looked at by itself. */
async function opened(page: Page, look: string): Promise<string[]> {
  const found: string[] = [];
  for (const [story, door] of Object.entries(DOORS)) {
    await page.locator(".guide-index").getByRole("link", { name: story, exact: true }).click();
    await ready(page, `${look}&story=${story}`);
    for (const opener of await page.locator(door).all()) {
      await opener.focus();
      if (story !== "combobox") await page.keyboard.press("Enter");
      const above = page.locator("dialog[open], .menu-list, .combobox-list:visible");
      await expect(above).toHaveCount(1);
      const outside = async () => {
        const frame = (await above.boundingBox()) ?? { x: 0, width: 0 };
        return Math.max(-frame.x, frame.x + frame.width - (page.viewportSize()?.width ?? 0), 0);
      };
      await expect.poll(outside, { message: `${look}: ${story} stays in the window` }).toBe(0);
      found.push(...(await violations(page, `${story}, opened`)));
      await page.keyboard.press("Escape");
      await expect(above).toHaveCount(0);
    }
  }
  return found;
}

/** States that are wider than their stage, and the page where it is wider than the window. */
function wide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
    for (const stage of document.querySelectorAll<HTMLElement>(".guide-stage, .guide-narrow:not(.cell)")) {
      if (stage.scrollWidth <= stage.clientWidth) continue;
      const story = stage.closest<HTMLElement>("[data-story]")?.dataset.story;
      const state = stage.closest<HTMLElement>("[data-state]")?.dataset.state;
      found.push(`${story}, ${state}: ${stage.scrollWidth} in ${stage.clientWidth}`);
    }
    return found;
  });
}

/** Texts of which something above or below is cut off, or whose lines stand closer than Bengali marks reach. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(".guide-stage *")) {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = own.map((node) => node.textContent ?? "").join("").trim();
      const style = getComputedStyle(element);
      const hidden = element.closest(".visually-hidden") || style.clipPath !== "none" || style.fontSize === "0px";
      const shortened = style.webkitLineClamp !== "none";
      if (!text || hidden || !element.getClientRects().length) continue;
      const place = `${element.closest<HTMLElement>("[data-story]")?.dataset.story}, .${element.className}, ${text.slice(0, 30)}`;
      const clips = ["hidden", "clip"].includes(style.overflowY);
      if (clips && !shortened && element.scrollHeight > element.clientHeight + 1) found.push(`cut: ${place}`);
      const bengali = /[\u0980-\u09ff]/.test(text) && element.closest(".guide-stage")?.getAttribute("lang") === "bn";
      const size = parseFloat(style.fontSize);
      if (bengali && parseFloat(style.lineHeight) < 1.5 * size) found.push(`lines too close: ${place}: ${style.lineHeight} for ${size}px`);
    }
    return found;
  });
}

/** What a thumb cannot hit: lower than 44 pixels. The heads of a narrow table are only heard. */
function small(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const targets = ".guide-stage :is(button, select, textarea, a, label:has(input), input:not([type=checkbox], [type=radio]))";
    for (const target of document.querySelectorAll<HTMLElement>(targets)) {
      const frame = target.getBoundingClientRect();
      if (frame.height === 0 || frame.height >= 43.5 || target.closest(".table-head")) continue;
      const story = target.closest<HTMLElement>("[data-story]")?.dataset.story;
      found.push(`${story}: ${target.tagName} .${target.className} is ${frame.height} high`);
    }
    return found;
  });
}
