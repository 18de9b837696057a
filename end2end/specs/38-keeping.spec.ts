// A small phone keeps a part of the book: the rest leaves it without a network, screens say so, and it comes back.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { lies } from "../pages/access.ts";
import type { Book } from "../pages/book.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

function keeping(book: Book) {
  const panel = book.page.locator('[data-setting="keeping"]');
  return {
    panel,
    way: (value: "everything" | "part") => panel.locator(`input[name=keeping][value=${value}]`),
    kept: panel.locator("[data-count=kept]"),
    would: panel.locator("[data-count=would-keep]"),
    save: panel.getByRole("button", { name: "Keep this" }),
  };
}

test("what is left out leaves the device without a network, and comes back when it is chosen again", async ({ team }) => {
  const rina = await team.admin();
  const padma = (await rina.create("account", { name: "Padma Stores" })).id;
  await rina.create("account", { name: "Meghna Mills" });
  await rina.sent();
  const sumon = await team.teammate(rina);
  const jamuna = (await sumon.create("account", { name: "Jamuna Traders" })).id;
  await sumon.sent();
  await sumon.open("/list/account");
  await expect(sumon.page.locator(".row-title")).toHaveCount(3);
  await expect(sumon.page.locator(".kept-note")).toHaveCount(0);
  expect(await lies(sumon, "Meghna")).toBe(true);

  await sumon.open("/settings#keeping");
  const setting = keeping(sumon);
  await expect(setting.kept).toHaveText("All 3 records are kept here.");
  await setting.way("part").check();
  await expect(setting.panel).toContainText("Choose at least one of these.");
  await expect(setting.save).toHaveAttribute("aria-disabled", "true");
  await setting.panel.locator("#keep-mine").check();
  await expect(setting.would).toHaveText("1 of 3 records would be kept here.");
  expect(await violations(sumon.page, "what a phone keeps")).toEqual([]);

  await team.proxy.close();
  await sumon.offline();
  await setting.save.click();
  await expect(setting.kept).toHaveText("1 of 3 records are kept here.");
  await expect.poll(() => lies(sumon, "Meghna")).toBe(false);
  expect(await lies(sumon, "Padma Stores")).toBe(false);
  expect(await lies(sumon, "Jamuna")).toBe(true);

  await team.proxy.open();
  await sumon.sent();
  await sumon.open("/list/account");
  await expect(sumon.page.locator(".row-title")).toHaveText(["Jamuna Traders"]);
  await expect(sumon.page.locator(".kept-note")).toContainText("Not everything is kept on this device.");
  expect(await violations(sumon.page, "a list of which a part is kept")).toEqual([]);
  await sumon.page.keyboard.press("Control+k");
  await sumon.page.locator(".palette-input").fill("Padma");
  await expect(sumon.page.locator(".palette .kept-note")).toBeVisible();
  await sumon.page.keyboard.press("Escape");

  // What others do with it is not kept either.
  const record = await rina.openRecord(padma);
  await record.edit("name", "Padma Superstores");
  await record.sent("name");
  const other = await rina.openRecord(jamuna);
  await other.edit("website", "https://jamuna.example");
  await other.sent("website");
  await expect.poll(() => lies(sumon, "jamuna.example")).toBe(true);
  expect(await lies(sumon, "Superstores")).toBe(false);
  await expect(sumon.page.locator(".row-title")).toHaveCount(1);

  // The note leads to the setting; everything comes back.
  await sumon.page.locator(".kept-note a").click();
  await expect(setting.kept).toHaveText("1 of 3 records are kept here.");
  await setting.way("everything").check();
  await setting.save.click();
  await expect(setting.kept).toHaveText("All 3 records are kept here.", { timeout: 20_000 });
  await sumon.open("/list/account");
  await expect(sumon.page.locator(".row-title")).toHaveCount(3);
  await expect(sumon.page.locator(".row-title", { hasText: "Padma Superstores" })).toBeVisible();
  await expect(sumon.page.locator(".kept-note")).toHaveCount(0);
});

test("what a device keeps stays chosen after a reload, in both languages, and the sync page counts it", async ({ team }) => {
  const rina = await team.admin();
  await rina.create("account", { name: "Padma Stores" });
  await rina.sent();
  const sumon = await team.visitor(PHONE);
  await sumon.join(await rina.invitation(), "Sumon Das");
  await sumon.create("account", { name: "Jamuna Traders" });
  await sumon.sent();
  await sumon.open("/settings#keeping");
  const setting = keeping(sumon);
  await setting.way("part").check();
  await setting.panel.locator("#keep-mine").check();
  await setting.save.click();
  await expect(setting.kept).toHaveText("1 of 2 records are kept here.");
  await sumon.page.reload();
  await expect(setting.way("part")).toBeChecked();
  await expect(setting.panel.locator("#keep-mine")).toBeChecked();
  await sumon.open("/sync");
  await expect(sumon.page.locator("[data-count=kept]")).toHaveText("1 of 2 records are kept here.");
  expect(await violations(sumon.page, "sync page of a device that keeps a part")).toEqual([]);
  await sumon.open("/settings#keeping");
  await sumon.language("bn");
  await expect(setting.kept).toContainText("১টি এখানে আছে");
  expect(await violations(sumon.page, "what a device keeps, in Bengali")).toEqual([]);
});
