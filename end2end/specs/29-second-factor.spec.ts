// Accounts: log-in in two steps, a new password by a link, a removed device that empties itself, who did what.
import { createHmac } from "node:crypto";
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const PASSWORD = "new ledger 2026";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

/** The code of an authenticator app (RFC 6238), so many half minutes from now. */
function code(key: string, steps: number): string {
  const letters = [...key.replaceAll(" ", "")];
  const bits = letters.map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const tag = createHmac("sha1", secret).update(step).digest();
  const word = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

async function password(book: Book): Promise<void> {
  await book.open("/login");
  await book.page.locator("#email").fill("rina@example.com");
  await book.page.locator("#password").fill(PASSWORD);
  await book.page.locator("form button[type=submit]").click();
  await expect(book.page.locator("#code")).toBeFocused();
}

async function secondStep(book: Book, typed: string): Promise<void> {
  await book.page.locator("#code").fill(typed);
  await book.page.locator("form button[type=submit]").click();
}

test("an app is set up, its codes are asked for, and a recovery code opens once", async ({ team }) => {
  const book = await team.admin();
  const { page } = book;
  await book.open("/settings#second-factor");
  const panel = page.locator("[data-setting=second-factor]");
  await panel.getByRole("button", { name: "Set it up" }).click();
  await panel.locator("#factor-password").fill(PASSWORD);
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator(".share-drawing path")).toHaveAttribute("d", /^M/);
  await axe(book, "second factor, key");
  const key = await panel.locator(".security-code").innerText();
  await panel.locator("#factor-code").fill("000000");
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator(".form-failure")).not.toBeEmpty();
  // The clock of the app may be half a minute late, and the next code may be typed at once.
  await panel.locator("#factor-code").fill(code(key, -1));
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator(".security-codes li")).toHaveCount(10);
  await axe(book, "second factor, recovery codes");
  const recovery = await panel.locator(".security-codes li").first().innerText();
  await panel.getByRole("button", { name: "I have kept them" }).click();
  await expect(panel).toContainText("10 recovery codes are left");
  await axe(book, "second factor, on");

  const phone = await team.visitor(PHONE);
  await password(phone);
  await axe(phone, "second step");
  const used = code(key, 0);
  await secondStep(phone, used);
  await phone.sent();

  const tablet = await team.visitor();
  await password(tablet);
  await secondStep(tablet, used);
  await expect(tablet.page.locator(".form-failure")).not.toBeEmpty();
  await secondStep(tablet, recovery.toLowerCase());
  await tablet.sent();
  await page.reload();
  await expect(panel).toContainText("9 recovery codes are left");

  await book.language("bn");
  await expect(panel.locator("h3")).toHaveText("দুই ধাপে লগ-ইন");
  await expect(panel).toContainText("৯টি উদ্ধার-কোড");
  await axe(book, "second factor in Bengali");
});

test("an administrator takes the second step away from somebody who lost the phone", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const key = await sumon.page.evaluate(async (password) => {
    const call = async (name: string, body: object) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`/api/v1/${name}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
    };
    return (await call("begin_second_factor", { password })).key as string;
  }, PASSWORD);
  await sumon.page.evaluate(async (code) => {
    const headers = { "content-type": "application/json" };
    await fetch("/api/v1/confirm_second_factor", { method: "POST", headers, body: JSON.stringify({ code }) });
  }, code(key, 0));

  await rina.open("/settings#team");
  const row = rina.page.locator(".people-row", { hasText: "Sumon" });
  await expect(row).toContainText("Two steps");
  await axe(rina, "people with a second factor");
  await row.getByRole("button", { name: /^Take second step away/ }).click();
  await rina.page.getByRole("dialog").getByRole("button", { name: "Take second step away" }).click();
  await expect(row).not.toContainText("Two steps");

  const again = await team.visitor();
  await again.open("/login");
  await again.page.locator("#email").fill("sumon@example.com");
  await again.page.locator("#password").fill(PASSWORD);
  await again.page.locator("form button[type=submit]").click();
  await again.sent();
});

test("a link for a new password works once, and the old log-in is cut off", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  await rina.open("/settings#team");
  const row = rina.page.locator(".people-row", { hasText: "Sumon" });
  await row.getByRole("button", { name: /^Link for a new password/ }).click();
  const dialog = rina.page.getByRole("dialog");
  await expect(dialog).toContainText("Send it to nobody else");
  await axe(rina, "reset link, question");
  await dialog.getByRole("button", { name: "Link for a new password" }).click();
  const link = await rina.page.locator("#reset-link").inputValue();
  expect(link).toContain("/reset#");
  await axe(rina, "reset link");

  const again = await team.visitor(PHONE);
  await again.page.goto(link);
  await expect(again.page.locator(".account-lead")).toContainText("sumon@example.com");
  await axe(again, "reset");
  await again.page.locator("#password").fill("another ledger 2026");
  await again.page.locator("form button[type=submit]").click();
  await expect(again.page).toHaveURL(/\/login$/);
  await expect(sumon.notice("signed-out")).toBeVisible({ timeout: 20_000 });
  await again.page.locator("#email").fill("sumon@example.com");
  await again.page.locator("#password").fill("another ledger 2026");
  await again.page.locator("form button[type=submit]").click();
  await again.sent();

  const late = await team.visitor();
  await late.page.goto(link);
  await expect(late.page.locator(".form-failure").first()).toContainText("was used");
});

test("a removed device empties its book, and the administrator reads what was done", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  await sumon.create("contact", { first_name: "Laila", last_name: "Roy" });
  await sumon.sent();
  await rina.open("/settings#device-list");
  const panel = rina.page.locator("[data-setting=device-list]");
  const row = panel.locator(".log-in", { hasText: "Sumon" });
  await expect(panel.locator(".log-in")).toHaveCount(2);
  await axe(rina, "devices");
  await row.getByRole("button", { name: /^Remove/ }).click();
  await rina.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toContainText(/Removed|empty/);

  await expect(sumon.page.locator(".account-choice").first()).toBeVisible({ timeout: 20_000 });
  const left = await sumon.page.evaluate(async () => (await indexedDB.databases()).map((database) => database.name));
  expect(left.filter((name) => name !== "halkhata.local")).toEqual([]);
  expect(await sumon.page.evaluate(() => localStorage.getItem("halkhata.session"))).toBeNull();

  await rina.open("/settings#audit");
  const entries = rina.page.locator(".audit-entry");
  await expect(entries.filter({ hasText: "Removed a device" })).toContainText("Sumon");
  await expect(entries.filter({ hasText: "Joined the team" })).toHaveCount(1);
  await axe(rina, "who did what");
  await sumon.open("/login");
  await sumon.page.locator("#email").fill("sumon@example.com");
  await sumon.page.locator("#password").fill(PASSWORD);
  await sumon.page.locator("form button[type=submit]").click();
  await sumon.sent();
  await sumon.open("/list/contact");
  await expect(sumon.page.locator(".table-row")).toHaveCount(1);
});
