// Passkeys: one is added, opens the book without an address or a password, gets another name, and goes.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const PASSWORD = "new ledger 2026";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

/** The browser's own authenticator, which recognises its owner at once. */
async function authenticator(book: Book): Promise<void> {
  const session = await book.page.context().newCDPSession(book.page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const panel = (book: Book) => book.page.locator("[data-setting=passkeys]");

async function add(book: Book, name: string): Promise<void> {
  await book.open("/settings#passkeys");
  await panel(book).getByRole("button", { name: "Add a passkey" }).click();
  await panel(book).locator("#passkey-name").fill(name);
  await panel(book).locator("#passkey-password").fill(PASSWORD);
  await panel(book).locator("form button[type=submit]").click();
  await expect(panel(book).locator(".token-row", { hasText: name })).toBeVisible();
}

async function logOut(book: Book): Promise<void> {
  await book.open("/settings#leave");
  await book.page.locator('[data-setting="leave"] .button').click();
  await book.page.locator("dialog[open] .button[data-variant=danger-solid]").click();
  await expect(book.page.locator(".account-choice").first()).toBeVisible();
}

async function usePasskey(book: Book): Promise<void> {
  await book.open("/login");
  await book.page.getByRole("button", { name: "Use a passkey" }).click();
}

test.describe("under a name", () => {
  test.use({ host: "localhost" });

  for (const [name, options] of [["a desktop", {}], ["a phone", PHONE]] as const) {
    test(`a passkey opens the book on ${name}, gets another name, and goes`, async ({ team }) => {
      const book = await team.admin(options);
      const { page } = book;
      await authenticator(book);
      await book.open("/settings#passkeys");
      await axe(book, "passkeys, none");
      await panel(book).getByRole("button", { name: "Add a passkey" }).click();
      // What the browser calls itself is suggested.
      await expect(panel(book).locator("#passkey-name")).toHaveValue(/Chrome/);
      await panel(book).locator("#passkey-password").fill("wrong");
      await panel(book).locator("form button[type=submit]").click();
      await expect(panel(book).locator(".form-failure")).toContainText("That is not your password");
      await axe(book, "adding a passkey");
      await page.keyboard.press("Escape");
      await expect(panel(book).getByRole("button", { name: "Add a passkey" })).toBeFocused();
      await add(book, "Work phone");
      const row = panel(book).locator(".token-row");
      await expect(row).toContainText("not used yet");
      await axe(book, "passkeys");

      await logOut(book);
      await book.open("/login");
      await expect(page.getByRole("button", { name: "Use a passkey" })).toBeVisible();
      await axe(book, "log-in with passkeys");
      await usePasskey(book);
      await book.sent();
      await book.open("/settings#passkeys");
      await expect(row).toContainText("last used");
      await row.getByRole("button", { name: "Rename Work phone" }).click();
      await panel(book).locator("#passkey-name").fill("Pocket");
      await panel(book).locator("form button[type=submit]").click();
      await expect(row).toContainText("Pocket");
      await expect(page.locator(".toast").last()).toContainText("Pocket");
      await expect(row.getByRole("button", { name: "Rename Pocket" })).toBeFocused();

      await book.language("bn");
      await expect(panel(book).locator("h3")).toHaveText("পাসকি");
      await axe(book, "passkeys in Bengali");
      await book.language("en");
      await row.getByRole("button", { name: "Remove Pocket" }).click();
      await panel(book).locator("#passkey-password").fill(PASSWORD);
      await axe(book, "removing a passkey");
      await panel(book).getByRole("button", { name: "Cancel" }).click();
      await expect(row.getByRole("button", { name: "Remove Pocket" })).toBeFocused();
      await row.getByRole("button", { name: "Remove Pocket" }).click();
      await panel(book).locator("#passkey-password").fill(PASSWORD);
      await panel(book).locator("form .button[data-variant=danger-solid]").click();
      await expect(panel(book).getByRole("button", { name: "Add a passkey" })).toBeFocused();
      await expect(row).toHaveCount(0);
      await logOut(book);
      await usePasskey(book);
      await expect(page.locator(".account-other .form-failure")).toContainText("not known here");
      await axe(book, "log-in with a passkey that was removed");
    });
  }

  test("somebody who presses cancel hears so, and an administrator takes passkeys away", async ({ team }) => {
    const rina = await team.admin();
    const sumon = await team.teammate(rina);
    await authenticator(sumon);
    await add(sumon, "Phone");
    await rina.open("/settings#team");
    const row = rina.page.locator(".people-row", { hasText: "Sumon" });
    await expect(row).toContainText("Passkey");
    await axe(rina, "people with passkeys");
    await row.getByRole("button", { name: /^Take passkeys away/ }).click();
    const dialog = rina.page.getByRole("dialog");
    await expect(dialog).toContainText("the password works as before");
    await dialog.getByRole("button", { name: "Take passkeys away" }).click();
    await expect(row.getByRole("button", { name: /^Take passkeys away/ })).toHaveCount(0);
    await expect(rina.page.locator(".audit-entry").filter({ hasText: "Added a passkey" })).toContainText("Phone");

    await logOut(sumon);
    await sumon.open("/login");
    await sumon.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError"));
    });
    await sumon.page.getByRole("button", { name: "Use a passkey" }).click();
    await expect(sumon.page.locator(".account-other .form-failure")).toContainText("No passkey was used");
    await expect(sumon.page.getByRole("button", { name: "Use a passkey" })).toBeEnabled();
  });
});

test("under a number passkeys are not offered, and the settings say why", async ({ team }) => {
  const book = await team.admin();
  await book.open("/settings#passkeys");
  await expect(panel(book)).toContainText("need https and a name");
  await expect(panel(book).getByRole("button")).toHaveCount(0);
  await axe(book, "passkeys under a number");
  const visitor = await team.visitor();
  await visitor.open("/login");
  await expect(visitor.page.locator("#email")).toBeVisible();
  await expect(visitor.page.getByRole("button", { name: "Use a passkey" })).toHaveCount(0);
});
