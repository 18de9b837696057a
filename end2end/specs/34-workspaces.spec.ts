// One person in two workspaces of a relay: each has a book of its own on the device, and nothing crosses.
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { violations } from "../fixtures/axe.ts";
import { HALKHATA } from "../fixtures/relay.ts";
import { expect, test } from "../fixtures/test.ts";

const books = (page: Page) =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((database) => database.name ?? "");
    return names.filter((name) => name.startsWith("halkhata.") && name !== "halkhata.local");
  });

test("an invitation to a second workspace is used by who is logged in; each has its own book", async ({ team }) => {
  const rina = await team.admin();
  const shop = await rina.create("contact", { first_name: "Laila", last_name: "Roy" });
  await shop.sent("first_name");

  // Another workspace on the same relay, made by whoever runs it.
  const said = execFileSync(HALKHATA, ["set-up-link", "--data", team.relay.data, "--public-url", team.proxy.origin]).toString();
  const token = said.match(/\/setup#([a-f0-9]+)/)?.[1] ?? "";
  const karim = await team.visitor();
  await karim.setUp(token, "Karim Mia", true, "Sylhet Tea");
  const tea = await karim.create("contact", { first_name: "Abdul", last_name: "Malik" });
  await tea.sent("first_name");
  const invitation = await karim.invitation();

  const other = await rina.page.context().newPage();
  await other.goto(`${rina.origin}/list/contact`);
  await expect(other.locator(".table-row")).toContainText("Laila");
  await rina.open(invitation);
  await expect(rina.page.locator(".account-form")).toContainText("You join as Rina Akter, rina@example.com.");
  expect(await violations(rina.page, "join as who is logged in")).toEqual([]);
  await rina.page.locator("form button[type=submit]").click();
  // The page begins anew with the other book.
  await rina.page.waitForURL((url) => url.pathname === "/");
  await expect(rina.mark).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  await rina.open("/list/contact");
  await expect(rina.page.locator(".table-row")).toHaveCount(1);
  await expect(rina.page.locator(".table-row")).toContainText("Abdul");
  // The other tab went over, too, and shows nothing of the first.
  await expect(other.getByText("Laila")).toHaveCount(0);
  expect(await books(rina.page)).toHaveLength(2);

  // What is written here stays here.
  const second = await rina.create("contact", { first_name: "Nila", last_name: "Sen" });
  await second.sent("first_name");
  await rina.open("/settings#workspaces");
  const list = rina.page.locator('[data-setting="workspaces"]');
  await expect(list.locator("li")).toHaveCount(2);
  expect(await violations(rina.page, "workspaces")).toEqual([]);
  await list.locator("li", { hasText: "Padma" }).first().locator("button").click();
  await rina.page.waitForURL((url) => url.pathname === "/");
  await expect(rina.mark).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  await rina.open("/list/contact");
  await expect(rina.page.locator(".table-row")).toHaveCount(1);
  await expect(rina.page.locator(".table-row")).toContainText("Laila");

  // Logging out takes both books along.
  await rina.open("/settings#leave");
  await rina.page.locator('[data-setting="leave"] .button').click();
  await rina.page.locator("dialog[open] .button[data-variant=danger-solid]").click();
  await expect(rina.page.locator(".account-choice").first()).toBeVisible();
  await expect.poll(() => books(rina.page)).toEqual([]);
});
