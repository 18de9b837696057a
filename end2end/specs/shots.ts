// `make shots`: a picture of every screen, phone and desktop, light and dark, English and Bengali.
import type { Page } from "@playwright/test";
import { test } from "../fixtures/test.ts";
import { Access } from "../pages/access.ts";

const LOOKS = [
  { name: "desktop-light-en", viewport: { width: 1280, height: 800 }, colorScheme: "light", language: "en" },
  { name: "desktop-dark-bn", viewport: { width: 1280, height: 800 }, colorScheme: "dark", language: "bn" },
  { name: "phone-light-bn", viewport: { width: 390, height: 844 }, colorScheme: "light", language: "bn" },
  { name: "phone-dark-en", viewport: { width: 390, height: 844 }, colorScheme: "dark", language: "en" },
] as const;

/** Nothing is on its way any more: no skeleton, no font, no animation. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector(".skeleton") && document.fonts.status === "loaded");
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  });
}

for (const look of LOOKS) {
  test(`shots: ${look.name}`, async ({ team }) => {
    const book = await team.visitor({ viewport: look.viewport, colorScheme: look.colorScheme, locale: look.language === "bn" ? "bn-BD" : "en-GB" });
    const shoot = async (name: string) => {
      await still(book.page);
      await book.page.screenshot({ path: `end2end/shots/${look.name}/${name}.png` });
    };
    await book.open("/");
    await book.heading.waitFor();
    await shoot("first-run");
    await book.open(`/setup#${team.relay.setupToken}`);
    await book.heading.waitFor();
    await shoot("set-up");
    await book.tryOut(true);
    await book.language(look.language);
    for (const path of ["today", "list/contact", "list/deal", "list/task", "board", "import", "settings", "settings#me", "settings#device", "settings#workspace", "settings#fields", "settings#forms", "settings#pipelines", "board/lead", "duplicates/contact", "settings#help", "help", "help#conflicts", "sync", "conflicts", "more", "create/deal"]) {
      await book.open(`/${path}`);
      await book.heading.waitFor();
      await shoot(path.replace(/[/#]/g, "-"));
    }
    for (const look of ["agenda", "week", "month"]) {
      await book.open(`/calendar?look=${look}&day=${new Date().toISOString().slice(0, 10)}`);
      await shoot(`calendar-${look}`);
    }
    for (const object of ["contact", "deal", "lead"]) {
      await book.openRecord(await book.firstOf(object));
      await book.heading.waitFor();
      await shoot(`record-${object}`);
    }
    if (look.viewport.width > 640) {
      for (const [name, path, row] of [["list-beside", "list/deal", ".row-title"], ["board-beside", "board", ".board-card"]]) {
        await book.open(`/${path}`);
        await book.page.locator(row).nth(1).click();
        await book.page.locator(".side-panel .record-page").waitFor();
        await shoot(name);
      }
    }
    await book.page.keyboard.press("?");
    await shoot("shortcuts");
    await book.page.keyboard.press("Escape");
    await book.search("ra");
    await book.page.locator(".palette-option").first().waitFor();
    await shoot("search");
  });
}

// What only a team has: the administrator's screens, and the book of somebody who may not do everything.
for (const look of LOOKS) {
  test(`shots of a team: ${look.name}`, async ({ team }) => {
    const settings = { viewport: look.viewport, colorScheme: look.colorScheme, locale: look.language === "bn" ? "bn-BD" : "en-GB" } as const;
    const [rina, sumon] = [await team.visitor(settings), await team.visitor(settings)];
    const shoot = async (page: Page, name: string) => {
      await still(page);
      await page.screenshot({ path: `end2end/shots/${look.name}/team-${name}.png` });
    };
    await rina.setUp(team.relay.setupToken, "Rina Akter");
    for (const name of ["Rajshahi Mills", "Khulna Jute", "Padma Traders"]) await rina.create("account", { name });
    const contact = await rina.create("contact", { first_name: "Kamal", last_name: "Uddin" });
    const id = contact.id;
    await rina.sent();
    const path = await rina.invitation();
    await sumon.open(path);
    await sumon.page.locator("form").waitFor();
    await shoot(sumon.page, "join");
    await sumon.join(path, "Sumon Das");
    for (const book of [rina, sumon]) await book.language(look.language);
    for (const path of ["settings#access", "settings#log-ins", "settings#device-list", "settings#team", "settings#second-factor", "settings#audit", "settings#workspaces", "settings#make-token", "settings#pin", "settings#lease", "help#administrator", "inbox"]) {
      await rina.open(`/${path}`);
      await rina.heading.waitFor();
      await shoot(rina.page, path.replace(/[/#]/g, "-"));
    }
    await rina.openRecord(id);
    const menu = rina.page.locator(".record-actions .menu > button").last();
    for (const [name, entry] of [["code", 1], ["who-sees", 2]] as const) {
      await menu.click();
      await shoot(rina.page, "actions");
      await rina.page.getByRole("menuitem").nth(entry).click();
      await rina.page.locator("dialog[open]").waitFor();
      await shoot(rina.page, name);
      await rina.page.keyboard.press("Escape");
    }
    await new Access(rina).limit("account", { see: true, create: false, edit: false, delete: false, export: false });
    await sumon.open("/create/account");
    await sumon.page.locator(".empty").waitFor();
    await shoot(sumon.page, "may-not-create");
    await sumon.open("/list/account");
    await sumon.page.locator(".row-title").first().waitFor();
    await shoot(sumon.page, "may-only-see");
    await sumon.page.locator(".row-title").first().click({ modifiers: ["Control"] });
    await sumon.page.keyboard.press("Escape");
    await team.proxy.close();
    for (const path of ["settings#device-list", "list/account", "list/deal", "create/contact"]) {
      await sumon.open(`/${path}`);
      await sumon.heading.waitFor();
      await sumon.offline();
      await shoot(sumon.page, `offline-${path.replace(/[/#]/g, "-")}`);
    }
    await team.proxy.open();
    await rina.openRecord(id);
    await menu.click();
    await rina.page.getByRole("menuitem").last().click();
    await rina.page.locator("dialog[open]").waitFor();
    await shoot(rina.page, "erase");
    await rina.open("/settings#pin");
    await rina.page.locator("#new-pin").fill("204060");
    await rina.page.locator("#pin-again").fill("204060");
    await rina.page.locator('[data-setting="pin"] form button[type=submit]').click();
    await rina.page.locator("#pin-now").waitFor();
    await shoot(rina.page, "pin-set");
    await rina.open("/list/contact");
    await rina.page.locator("#pin").waitFor();
    await shoot(rina.page, "locked");
  });
}
