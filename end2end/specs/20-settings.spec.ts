// Settings are found by name in both languages; log-ins are ended from afar; shortcuts, first steps, help, install.
import { readFileSync } from "node:fs";
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" } as const;

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

test("a setting is found by name or another word, in both languages, and by keys alone", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(false);
  await book.open("/settings");
  const { page } = book;
  const search = page.locator(".settings-find input");
  const found = page.locator(".settings-link .settings-name");
  await search.fill("dark");
  await expect(found).toHaveText(["Colours"]);
  await search.press("ArrowDown");
  await expect(page.locator(".settings-link").first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(search).toBeFocused();
  await search.press("Enter");
  await expect(page).toHaveURL(/#theme$/);
  await expect(page.locator("#theme")).toBeFocused();
  await expect(page.locator("[data-setting=theme]")).toHaveAttribute("data-pointed", "true");
  await page.locator("#theme").selectOption("dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await search.fill("ব্যাকআপ");
  await expect(found).toHaveText(["Save the whole book"]);
  await search.fill("zebra");
  await expect(page.locator(".settings-none")).not.toBeEmpty();
  await axe(book, "settings, nothing found");
  await search.press("Escape");
  await expect(found).toHaveCount(9);

  // The palette finds the same by the same words, from anywhere.
  await book.open("/today");
  await expect(await book.search("lakh currency")).toHaveCount(0);
  await page.locator(".palette-input").fill("money");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings#currency$/);
  await expect(page.locator("#currency")).toBeFocused();

  await book.language("bn");
  await search.fill("password");
  await expect(found).toHaveCount(0);
  await search.fill("dark");
  await expect(found).toHaveText(["রং"]);
});

test("on a phone the groups come first, then the group, and back again", async ({ team }) => {
  const book = await team.visitor(PHONE);
  await book.tryOut(false);
  await book.open("/settings");
  const { page } = book;
  await expect(page.locator(".settings-panel")).toBeHidden();
  await axe(book, "settings, groups");
  await page.getByRole("link", { name: /^This device/ }).tap();
  await expect(page.locator(".settings-side")).toBeHidden();
  await expect(page.getByText(/Version \d/)).toBeVisible();
  await expect(page.locator(".storage-meter")).toBeVisible();
  await axe(book, "settings, this device");
  await page.getByRole("link", { name: "All settings" }).tap();
  await expect(page.locator(".settings-panel")).toBeHidden();
});

test("an administrator gives the workspace another name, and others see no field for it", async ({ team }) => {
  const book = await team.admin(DESKTOP);
  const sumon = await team.teammate(book);
  await book.open("/settings#name-of-workspace");
  const panel = book.page.locator('[data-setting="name-of-workspace"]');
  await panel.getByRole("textbox").fill("পদ্মা ট্রেডার্স");
  await panel.getByRole("button", { name: "Save the name" }).click();
  await expect(book.page.locator(".sidebar-name")).toHaveText("পদ্মা ট্রেডার্স");
  await axe(book, "settings, workspace");
  await sumon.open("/settings#name-of-workspace");
  await expect(sumon.page.locator(".sidebar-name")).toHaveText("পদ্মা ট্রেডার্স");
  await expect(sumon.page.locator('[data-setting="name-of-workspace"] .settings-value')).toBeVisible();
  await expect(sumon.page.locator('[data-setting="name-of-workspace"]').getByRole("textbox")).toHaveCount(0);
});

test("a log-in is ended from another device: its socket closes and it is asked to log in", async ({ team }) => {
  const book = await team.admin(DESKTOP);
  const tablet = await team.visitor(PHONE);
  await tablet.open("/login");
  await tablet.page.locator("#email").fill("rina@example.com");
  await tablet.page.locator("#password").fill("new ledger 2026");
  await tablet.page.locator("form button[type=submit]").click();
  await tablet.sent();

  await book.open("/settings#devices");
  const part = book.page.locator("[data-setting=log-ins]");
  const rows = part.locator(".log-in");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This one" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Connected now" })).toHaveCount(2);
  await axe(book, "settings, devices");
  const end = async () => {
    await rows.locator(".button").click();
    await book.page.getByRole("dialog").getByRole("button", { name: "Log out there" }).click();
  };
  // What is known stays while the relay cannot be asked anew.
  await team.relay.stop();
  await end();
  await expect(part.locator(".form-failure")).not.toBeEmpty();
  await expect(rows).toHaveCount(2);
  for (const one of [book, tablet]) await expect(one.mark).toHaveAttribute("data-state", "offline");
  await team.relay.start();
  for (const one of [book, tablet]) await one.sent();
  await part.getByRole("button", { name: "Try again" }).click();
  await expect(part.locator(".form-failure")).toHaveCount(0);
  await expect(rows.filter({ hasText: "Connected now" })).toHaveCount(2);

  await end();
  await expect(rows).toHaveCount(1);
  await expect(tablet.notice("signed-out")).toBeVisible({ timeout: 20_000 });
  await tablet.page.reload();
  await expect(tablet.mark).toHaveAttribute("data-state", "blocked");

  // Without a relay the list says so and can be asked for again.
  await team.relay.stop();
  await book.page.reload();
  await expect(part.locator(".form-failure")).not.toBeEmpty();
  await team.relay.start();
  await part.getByRole("button", { name: "Try again" }).click();
  await expect(rows).toHaveCount(1);
});

test("the people stay on the screen when the relay is away, and can be asked for again", async ({ team }) => {
  const book = await team.admin(DESKTOP);
  await team.teammate(book);
  await book.open("/settings#team");
  const part = book.page.locator("[data-setting=team]");
  const sumon = part.locator(".people-row", { hasText: "Sumon Das" });
  await expect(sumon).toContainText("sumon@example.com");
  await axe(book, "settings, people");
  await team.relay.stop();
  await book.page.evaluate(() => (location.hash = "me"));
  await book.page.evaluate(() => (location.hash = "team"));
  await expect(part.locator(".form-failure")).not.toBeEmpty();
  await expect(sumon).toBeVisible();
  await axe(book, "settings, people without a relay");
  await team.relay.start();
  await part.getByRole("button", { name: "Try again" }).click();
  await expect(sumon).toContainText("sumon@example.com");
  await expect(part.locator(".form-failure")).toHaveCount(0);
});

test("a letter alone does something until it is switched off", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  const { page } = book;
  const window = page.getByRole("dialog");
  await page.keyboard.press("?");
  await expect(window).toContainText("Take the last step back");
  await axe(book, "shortcuts");
  await page.keyboard.press("Escape");
  await expect(window).toBeHidden();
  await page.keyboard.press("n");
  await expect(window).toContainText("Contact");
  await page.keyboard.press("Escape");
  await book.open("/list/contact");
  await page.locator(".table").focus();
  await page.keyboard.press("j");
  await expect(page.locator(".table")).toHaveAttribute("aria-activedescendant", /-1$/);
  await page.keyboard.press("/");
  await expect(page.locator("#main .search-input")).toBeFocused();
  // What is typed into a field stays there.
  await page.keyboard.type("n?");
  await expect(page.locator("#main .search-input")).toHaveValue("n?");
  await expect(window).toBeHidden();

  await book.open("/settings#keyboard");
  await expect(page.locator("#letters")).toBeFocused();
  await page.locator("#letters").press("Space");
  await book.open("/list/contact");
  await page.locator(".table").focus();
  for (const key of ["j", "n", "?"]) await page.keyboard.press(key);
  await expect(page.locator(".table")).toHaveAttribute("aria-activedescendant", /-0$/);
  await expect(window).toBeHidden();
  await page.keyboard.press("Control+/");
  await expect(window).toContainText("switched off");
});

test("the quick reference has a page for each role in both languages, also without a network", async ({ team }) => {
  const book = await team.visitor(PHONE);
  await book.tryOut(false);
  const { page } = book;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await team.relay.stop();
  await book.open("/help#manager");
  await expect(page.getByRole("tab", { name: "Manager" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("heading", { name: "Once a week with the team" })).toBeVisible();
  await page.getByRole("tab", { name: "Administrator" }).tap();
  await expect(page.getByRole("heading", { name: "Back up" })).toBeVisible();
  await axe(book, "help");
  await book.language("bn");
  await expect(page.getByRole("heading", { name: "সপ্তাহে একবার দলের সঙ্গে" })).toBeVisible();
  await axe(book, "help in Bengali");
  await page.locator(".guide-text a[href='/board']").tap();
  await expect(page).toHaveURL(/\/board$/);
});

test("the first steps tick themselves, not by sample records, and go for good", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  const { page } = book;
  const steps = page.locator(".checklist-item");
  await expect(steps.first()).toBeVisible();
  await expect(page.locator(".checklist-item[data-done=true]")).toHaveCount(0);
  await axe(book, "first steps");
  await book.create("contact", { first_name: "Salma", last_name: "Sultana" });
  await book.open("/today");
  await expect(page.locator(".checklist-item[data-done=true]")).toHaveCount(1);
  await expect(steps.filter({ hasText: "Write a contact" })).toHaveAttribute("data-done", "true");
  await page.getByRole("button", { name: "Put this list away" }).click();
  await expect(steps).toHaveCount(0);
  await page.reload();
  await expect(page.locator(".today li").first()).toBeVisible();
  await expect(steps).toHaveCount(0);
});

test("who brings a list is led to the import", async ({ team }) => {
  const book = await team.visitor(PHONE);
  await book.open("/");
  await axe(book, "first run");
  await book.page.getByRole("button", { name: /^Bring my data/ }).tap();
  await expect(book.page).toHaveURL(/\/import$/);
  await expect(book.page.locator(".import-file")).toBeVisible();
});

test("installing is offered after three edits and a minute, and not again after Not now", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  const { page } = book;
  await page.clock.install();
  await book.tryOut(false);
  const offer = async () => {
    await page.evaluate(() => {
      const halkhata = (globalThis as any).halkhata;
      halkhata.installPrompt = { prompt: async () => void ((globalThis as any).asked = true) };
      dispatchEvent(new CustomEvent("halkhata-install"));
    });
  };
  const edit = async (name: string) => {
    await book.create("contact", { last_name: name });
    await offer();
  };
  await edit("One");
  await edit("Two");
  await page.clock.fastForward(70_000);
  await expect(book.notice("install")).toHaveCount(0);
  await edit("Three");
  await expect(book.notice("install")).toHaveCount(0);
  await page.clock.fastForward(70_000);
  await expect(book.notice("install")).toBeVisible();
  await page.getByRole("button", { name: "Show how" }).click();
  await expect(page.getByRole("dialog").locator(".install-drawing")).toHaveCount(2);
  await axe(book, "install");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(book.notice("install")).toHaveCount(0);
  await page.reload();
  await offer();
  await page.clock.fastForward(70_000);
  await expect(book.notice("install")).toHaveCount(0);

  // Who looks for it finds it all the same.
  await book.open("/settings#install");
  await offer();
  await page.getByRole("button", { name: "Install the app" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Install" }).click();
  await expect.poll(() => page.evaluate(() => (globalThis as any).asked)).toBe(true);
});

test("feedback shows everything that leaves, and nothing of a customer", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  const { page } = book;
  await book.openRecord(await book.firstOf("contact"));
  await expect(book.heading).not.toBeEmpty();
  const name = await book.heading.innerText();
  await book.search("feedback");
  await page.keyboard.press("Enter");
  const window = page.getByRole("dialog");
  await window.locator("textarea").fill("The board is too small.");
  const whole = await window.locator(".feedback-whole").innerText();
  for (const part of ["The board is too small.", "Version", "Language: en", "Sync:"]) expect(whole).toContain(part);
  expect(whole).not.toContain(name);
  await axe(book, "feedback");
  expect(decodeURIComponent((await window.getByRole("link").getAttribute("href")) ?? "")).toContain(whole.trim());
  const download = page.waitForEvent("download");
  await window.getByRole("button", { name: "Save as a file" }).click();
  expect(readFileSync(await (await download).path(), "utf8").trim()).toBe(whole.trim());
});

test("a contact becomes a file that address books read, and a code", async ({ team }) => {
  const book = await team.visitor({ ...DESKTOP, colorScheme: "dark" });
  await book.tryOut(false);
  const { page } = book;
  const made = await book.create("contact", { first_name: "রিনা", last_name: "Akter, Sons" });
  await made.saved("last_name");
  await page.getByRole("button", { name: "More actions" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "vCard" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.vcf$/);
  const lines = readFileSync(await file.path(), "utf8").split("\r\n");
  expect(lines.slice(0, 4)).toEqual(["BEGIN:VCARD", "VERSION:4.0", "FN:রিনা Akter\\, Sons", "N:Akter\\, Sons;রিনা;;;"]);

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "QR code" }).click();
  const code = page.getByRole("img", { name: "QR code of" });
  await expect(code.locator("path")).toHaveAttribute("d", /^M4 4h7v1h-7z/);
  await axe(book, "code");
});

test("a record and a list go on paper: ink on white, every row, nothing to press", async ({ team }) => {
  const book = await team.visitor({ ...DESKTOP, colorScheme: "dark" });
  await book.tryOut(true);
  const { page } = book;
  await book.open("/list/contact");
  await expect(page.locator(".top-count")).toHaveText(/^[1-9]/);
  const total = Number(await page.locator(".top-count").innerText());
  await page.evaluate(() => {
    globalThis.print = () => {
      (globalThis as any).printed = document.querySelectorAll(".print-table tbody tr").length;
    };
  });
  await page.getByRole("button", { name: "More about this list" }).click();
  await page.getByRole("menuitem", { name: "Print" }).click();
  await expect.poll(() => page.evaluate(() => (globalThis as any).printed)).toBe(total);
  await expect(page.locator(".print-table")).toHaveCount(0);

  await page.emulateMedia({ media: "print" });
  for (const bar of [".sidebar", ".top-tools", ".list-bar", ".table"]) await expect(page.locator(bar)).toBeHidden();
  await book.openRecord(await book.firstOf("contact"));
  await expect(page.locator(".record-details")).toBeVisible();
  for (const bar of [".record-actions", ".composer", ".sidebar"]) await expect(page.locator(bar)).toBeHidden();
  const light = await page.locator("body").evaluate((body) => getComputedStyle(body).color);
  expect(light).toBe("rgb(28, 31, 37)");
});

test("on an iPhone the way over Share is drawn step by step", async ({ team }) => {
  const userAgent =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
  const book = await team.visitor({ ...PHONE, userAgent });
  await book.tryOut(false);
  const { page } = book;
  await page.locator(".checklist-item").last().scrollIntoViewIfNeeded();
  await book.open("/settings#install");
  await page.getByRole("button", { name: "Install the app" }).tap();
  await expect(page.getByRole("dialog").locator(".install-step")).toHaveCount(3);
  await expect(page.getByRole("dialog")).toContainText("Add to Home Screen");
  await axe(book, "install on an iPhone");
});
