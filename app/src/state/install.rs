//! Whether and when to offer installing the app: to people who use it, and never again soon after "not now".

use super::app;
use crate::{browser, format};
use crm_core::ids::Day;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use wasm_bindgen::JsValue;

const KEY: &str = "halkhata.install";
/// Saved edits after which somebody has seen what the app is for.
const EDITS: u32 = 3;
/// Days of silence after "not now".
const SILENCE: Day = 30;
/// Nobody is asked before they have looked around.
const FIRST_MINUTE_MS: u32 = 60_000;

/// What this device remembers about installing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Memory {
    /// The first day with the app.
    first: Day,
    /// Saved edits, counted as long as they decide.
    edits: u32,
    /// The day of the latest "not now".
    declined: Option<Day>,
    /// Whether the browser said that it was installed.
    installed: bool,
}

impl Memory {
    /// Whether the time has come.
    fn ripe(self, today: Day) -> bool {
        let used = self.edits >= EDITS || today > self.first;
        used && !self.installed && self.declined.is_none_or(|declined| today - declined >= SILENCE)
    }
}

/// How this browser installs an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallWay {
    /// It runs installed, or was installed from here.
    Done,
    /// It asks by itself when we say so.
    Prompt,
    /// From the Share menu.
    Apple,
    /// From its own menu.
    Menu,
    /// Not at all.
    None,
}

thread_local! {
    static WAY: ArcRwSignal<InstallWay> = ArcRwSignal::new(InstallWay::None);
    static MEMORY: ArcRwSignal<Memory> = ArcRwSignal::new(Memory::default());
    static MINUTE_OVER: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// How this browser installs now.
pub fn install_way() -> InstallWay {
    WAY.with(Get::get)
}

/// Whether to offer it now.
pub fn install_due() -> bool {
    let possible = matches!(install_way(), InstallWay::Prompt | InstallWay::Apple);
    let ripe = MEMORY.with(Get::get).ripe(format::today());
    possible && ripe && MINUTE_OVER.with(Get::get) && app().book.get().is_some()
}

fn remember(change: impl FnOnce(&mut Memory)) {
    let mut memory = MEMORY.with(GetUntracked::get_untracked);
    change(&mut memory);
    if let Ok(text) = serde_json::to_string(&memory) {
        browser::keep(KEY, &text);
    }
    MEMORY.with(|signal| signal.set(memory));
}

/// Starts watching; called once by the frame.
pub fn watch_install() {
    if STARTED.replace(true) {
        return;
    }
    let kept = browser::kept(KEY).and_then(|text| serde_json::from_str(&text).ok());
    remember(|memory| *memory = kept.unwrap_or(Memory { first: format::today(), ..Memory::default() }));
    look();
    browser::listen("halkhata-install", |_| look());
    browser::listen("appinstalled", |_| {
        remember(|memory| memory.installed = true);
        app().installing.set(false);
        look();
    });
    browser::after(FIRST_MINUTE_MS, || MINUTE_OVER.with(|over| over.set(true)));
}

fn prompt() -> JsValue {
    js_sys::Reflect::get(&browser::boot(), &"installPrompt".into()).unwrap_or(JsValue::NULL)
}

fn look() {
    let way = if browser::standalone() {
        InstallWay::Done
    } else if prompt().is_truthy() {
        // A browser that offers it knows better than what is remembered: the app was taken away again.
        InstallWay::Prompt
    } else if MEMORY.with(GetUntracked::get_untracked).installed {
        InstallWay::Done
    } else if browser::apple_touch() {
        InstallWay::Apple
    } else if browser::device_name().contains("Android") {
        InstallWay::Menu
    } else {
        InstallWay::None
    };
    WAY.with(|signal| signal.set(way));
}

/// Lets the browser ask; it may be asked once only.
pub async fn install_now() {
    let prompt = prompt();
    let _ = js_sys::Reflect::set(&browser::boot(), &"installPrompt".into(), &JsValue::NULL);
    browser::call(&prompt, "prompt").await;
    app().installing.set(false);
    look();
}

/// The person does not want it now.
pub fn not_now() {
    remember(|memory| memory.declined = Some(format::today()));
}

/// Counts a saved edit.
pub(super) fn count_edit() {
    if MEMORY.with(GetUntracked::get_untracked).edits < EDITS {
        remember(|memory| memory.edits += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn the_offer_comes_after_three_edits_or_on_the_second_day_and_not_soon_again() {
        let fresh = Memory { first: 100, ..Memory::default() };
        for (memory, today, expected) in [
            (fresh, 100, false),
            (Memory { edits: 2, ..fresh }, 100, false),
            (Memory { edits: 3, ..fresh }, 100, true),
            (fresh, 101, true),
            (Memory { declined: Some(101), ..fresh }, 101, false),
            (Memory { declined: Some(101), ..fresh }, 130, false),
            (Memory { declined: Some(101), ..fresh }, 131, true),
            (Memory { installed: true, ..fresh }, 131, false),
        ] {
            assert_eq!(memory.ripe(today), expected, "{memory:?} on day {today}");
        }
    }
}
