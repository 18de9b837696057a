// Other programs: a token made on the screen, a contact made with it from outside, and the list that hears of it.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

test("a program makes a contact with a token, and the open list shows it", async ({ team }) => {
  const book = await team.admin();
  const { page } = book;
  await book.open("/settings#make-token");
  const form = page.locator("[data-setting=make-token]");
  const list = page.locator("[data-setting=tokens]");
  await expect(list).toContainText("No tokens yet");
  await axe(book, "API tokens, none");
  await form.locator("#token-name").fill("Website form");
  await form.locator("#token-create").check();
  await form.locator("#token-days").selectOption("30");
  await form.locator("form button[type=submit]").click();
  const token = await form.locator("#token-made").innerText();
  expect(token).toMatch(/^hk_[0-9a-f]{64}$/);
  await axe(book, "API token, shown once");
  await form.getByRole("button", { name: "I have kept it" }).click();
  await expect(form.locator("#token-made")).toHaveCount(0);
  const row = list.locator(".token-row");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Website form");
  await expect(row).toContainText("read records, make records");
  await expect(row).toContainText("never used");
  await axe(book, "API tokens");

  await book.open("/list/contact");
  const ask = (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return fetch(`${team.proxy.origin}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  };
  const fields = { first_name: "Shirin", last_name: "Sultana", emails: [{ address: "shirin@example.com", label: "work" }] };
  const made = await ask("POST", "records/contact", { fields });
  expect(made.status).toBe(201);
  await expect(page.getByRole("grid")).toContainText("Shirin Sultana", { timeout: 20_000 });
  const { id } = (await made.json()) as { id: string };
  expect((await ask("PATCH", `records/contact/${id}`, { fields: { job_title: "Buyer" } })).status).toBe(403);

  await book.open("/settings#tokens");
  await expect(row).not.toContainText("never used");
  await row.getByRole("button", { name: "Revoke Website form" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("What it wrote stays");
  await axe(book, "API token, revoking");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(list).toContainText("No tokens yet");
  expect((await ask("GET", "records/contact")).status).toBe(401);

  await book.language("bn");
  await expect(page.locator(".settings-title")).toHaveText("এপিআই টোকেন");
  await axe(book, "API tokens in Bengali");
});

test("who is no administrator finds no API tokens in the settings", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  await sumon.open("/settings#api");
  await expect(sumon.page.locator("[data-setting=make-token]")).toHaveCount(0);
  await expect(sumon.page.locator(".settings-side")).not.toContainText("API tokens");
});
