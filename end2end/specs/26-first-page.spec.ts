// Somebody new reads the first run before the app has come, and what they press meanwhile is done when it has.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

/** Holds the app back until it is let go. */
async function held(book: Book): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((then) => (go = then));
  await book.page.route("**/assets/app-*.wasm", async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

const boxes = (book: Book) =>
  book.page.locator(".account-page *:not(svg *)").evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [element.tagName, left, top, width, height].map((part) => (typeof part === "number" ? Math.round(part) : part)).join(" ");
    }),
  );

for (const locale of ["en-GB", "bn-BD"]) {
  test(`the page that the relay draws is the one that the app draws (${locale})`, async ({ team }) => {
    const book = await team.visitor({ locale });
    const go = await held(book);
    await book.open("/");
    await expect(book.page.locator(".shell-welcome .account-way")).toHaveCount(4);
    expect(await violations(book.page, "first page")).toEqual([]);
    const words = await book.page.locator(".account-page").innerText();
    const before = await boxes(book);
    go();
    await expect(book.page.locator(".shell-welcome")).toHaveCount(0);
    await expect(book.page.locator(".account-way")).toHaveCount(4);
    expect(await book.page.locator(".account-page").innerText()).toBe(words);
    expect(await boxes(book)).toEqual(before);
    await expect(book.page.locator("html")).toHaveAttribute("lang", locale.slice(0, 2));
  });
}

test("a press that begins on the relay's page and ends on the app's is done", async ({ team }) => {
  const book = await team.visitor();
  const go = await held(book);
  await book.open("/");
  const way = book.page.getByRole("button", { name: "Start with an empty book" });
  await way.hover();
  await book.page.mouse.down();
  go();
  await expect(book.page.locator(".shell-welcome")).toHaveCount(0);
  await expect(way).toBeVisible();
  await book.page.mouse.up();
  await expect(book.mark).toHaveAttribute("data-state", "local");
});

test("what is pressed before the app has come is done then", async ({ team }) => {
  const book = await team.visitor();
  const go = await held(book);
  await book.open("/");
  await book.page.getByRole("button", { name: "Start with an empty book" }).click();
  await expect(book.page.locator('[data-early="empty"]')).toHaveAttribute("aria-busy", "true");
  go();
  await expect(book.mark).toHaveAttribute("data-state", "local");
  // A device that has a book never shows the first run again, not even without its service worker.
  await book.page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  });
  const again = await held(book);
  await book.open("/");
  await expect(book.page.locator(".shell-skeleton")).toBeVisible();
  await expect(book.page.locator(".shell-welcome")).toHaveCount(0);
  again();
  await expect(book.mark).toHaveAttribute("data-state", "local");
});
