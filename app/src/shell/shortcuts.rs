//! Every shortcut in one table: what the keys that work everywhere do, and what the list of shortcuts shows.

use crate::browser;
use crate::components::{Dialog, DialogKind};
use crate::routes_to;
use crate::screens::parts;
use crate::state::{Creating, app, creates, do_again, locked, take_back};
use crate::words::{Word, shell, shortcuts as words, t};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// What a key that works everywhere does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Palette,
    Undo,
    Redo,
    Find,
    New,
    Shortcuts,
}

/// Keys as they are shown, what they are for, and what the frame does about them; `None` where a component listens.
type Shortcut = (&'static str, Word, Option<Deed>);

const EVERYWHERE: [Shortcut; 9] = [
    ("Ctrl K", words::PALETTE, Some(Deed::Palette)),
    ("/", words::FIND, Some(Deed::Find)),
    ("N", words::NEW, Some(Deed::New)),
    ("Ctrl Z", words::UNDO, Some(Deed::Undo)),
    ("Ctrl Shift Z", words::REDO, Some(Deed::Redo)),
    ("Ctrl Y", words::REDO, Some(Deed::Redo)),
    ("?", words::THIS, Some(Deed::Shortcuts)),
    ("Ctrl /", words::THIS, Some(Deed::Shortcuts)),
    ("Esc", words::CLOSE, None),
];

/// What the components of a screen listen to themselves.
const SCREENS: [(Word, &[Shortcut]); 3] = [
    (
        words::LISTS,
        &[
            ("↓ ↑ J K", words::ROWS, None),
            ("PgDn PgUp", words::PAGES, None),
            ("Home End", words::ENDS, None),
            ("← →", words::CELLS, None),
            ("Enter", words::OPEN, None),
            ("F2", words::EDIT, None),
            ("Space", words::PICK, None),
            ("Shift ↓ ↑", words::PICK_ON, None),
            ("Ctrl A", words::PICK_ALL, None),
            ("Esc", words::PICK_NONE, None),
            ("Alt ← →", words::WIDER, None),
        ],
    ),
    (
        words::BOARDS,
        &[
            ("Space", words::LIFT, None),
            ("← → ↓ ↑", words::MOVE, None),
            ("Enter", words::OPEN_CARD, None),
            ("Shift F10", words::ACTIONS, None),
            ("Esc", words::PUT_BACK, None),
        ],
    ),
    (
        words::RECORDS,
        &[
            ("Enter", words::KEEP, None),
            ("Tab", words::KEEP_NEXT, None),
            ("Esc", words::LEAVE, None),
            ("Ctrl Enter", words::SAVE_NOTE, None),
        ],
    ),
];

/// What is pressed.
#[derive(Clone, Copy, Debug)]
struct Press<'a> {
    key: &'a str,
    command: bool,
    shift: bool,
}

/// What a press asks for. A key alone counts only where `letters` are on.
fn meant(press: Press<'_>, letters: bool) -> Option<Deed> {
    let fits = |keys: &str| {
        let (before, key) = keys.rsplit_once(' ').unwrap_or(("", keys));
        // Where `?` and `/` need Shift differs between keyboards.
        let shift = !key.starts_with(char::is_alphabetic) || before.contains("Shift") == press.shift;
        key.eq_ignore_ascii_case(press.key) && before.contains("Ctrl") == press.command && shift
    };
    let (_, _, deed) = EVERYWHERE.iter().find(|(keys, ..)| fits(keys))?;
    deed.filter(|_| letters || press.command)
}

/// A key that was pressed anywhere.
pub(super) fn hear(event: &KeyboardEvent) {
    let app = app();
    let command = event.ctrl_key() || event.meta_key();
    let pressed = latin(event);
    let press = Press { key: &pressed, command, shift: event.shift_key() };
    let letters = app.settings.with_untracked(|settings| settings.letters);
    let Some(deed) = meant(press, letters) else { return };
    // The palette may be asked for while typing; everything else is a letter or the field's own undo there.
    let away = typing(event) || !command && (event.alt_key() || browser::dialog_open());
    if event.default_prevented() || deed != Deed::Palette && away {
        return;
    }
    let closed = app.book.get_untracked().is_none() || untrack(locked).is_some();
    if closed && deed != Deed::Shortcuts {
        return;
    }
    event.prevent_default();
    match deed {
        Deed::Palette => app.palette.set(true),
        Deed::Undo => take_back(None),
        Deed::Redo => do_again(),
        Deed::New if creates() => app.creating.set(Creating::Choosing),
        Deed::New => {}
        Deed::Shortcuts => app.shortcuts.set(true),
        Deed::Find => match browser::document().query_selector("#main .search-input") {
            Ok(Some(_)) => browser::focus("#main .search-input"),
            Ok(None) | Err(_) => app.palette.set(true),
        },
    }
}

/// The key in Latin: on a Bengali keyboard the place of the key says which it is.
fn latin(event: &KeyboardEvent) -> String {
    let key = event.key();
    if key.is_ascii() {
        return key;
    }
    let code = event.code();
    let letter = code.strip_prefix("Key").map(str::to_owned);
    letter.unwrap_or_else(|| match (code.as_str(), event.shift_key()) {
        ("Slash", true) => "?".to_owned(),
        ("Slash", false) => "/".to_owned(),
        _ => key,
    })
}

/// Whether the key goes to a field in which the browser has its own undo.
fn typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The window with all of them.
pub(super) fn shortcuts() -> AnyView {
    let app = app();
    view! {
        <Dialog open=app.shortcuts on_close=move || app.shortcuts.set(false) title=t(shell::SHORTCUTS)
            kind=DialogKind::Sheet>
            {parts::shortcut_list}
        </Dialog>
    }
    .into_any()
}

/// What the window holds.
pub fn list() -> AnyView {
    let letters = Memo::new(move |_| app().settings.with(|settings| settings.letters));
    let off = move || {
        (!letters.get()).then(|| {
            view! {
                <p class="shortcuts-off">
                    {t(words::OFF)}" "<a href=format!("{}#keyboard", routes_to::SETTINGS)>{t(words::OFF_LINK)}</a>
                </p>
            }
        })
    };
    view! {
        {off}
        <div class="shortcuts" tabindex="0" role="group" aria-label=t(shell::SHORTCUTS)>
            {group(words::EVERYWHERE, &EVERYWHERE)}
            {SCREENS.map(|(screen, keys)| group(screen, keys))}
        </div>
    }
    .into_any()
}

fn group(title: Word, keys: &'static [Shortcut]) -> AnyView {
    let row = |(keys, says, _): &Shortcut| {
        let caps = keys.split(' ').map(|key| view! { <kbd class="key">{key}</kbd> }).collect_view();
        view! { <div class="shortcut"><dt>{caps}</dt><dd>{t(*says)}</dd></div> }
    };
    view! {
        <section class="shortcut-group">
            <h3>{t(title)}</h3>
            <dl>{keys.iter().map(row).collect_view()}</dl>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Deed, Press, meant};

    #[test]
    fn a_press_means_what_the_table_says() {
        for (key, command, shift, letters, expected) in [
            ("k", true, false, true, Some(Deed::Palette)),
            ("K", true, false, false, Some(Deed::Palette)),
            ("k", false, false, true, None),
            ("z", true, false, true, Some(Deed::Undo)),
            ("Z", true, true, true, Some(Deed::Redo)),
            ("y", true, false, false, Some(Deed::Redo)),
            ("?", false, true, true, Some(Deed::Shortcuts)),
            ("?", false, true, false, None),
            ("/", false, false, true, Some(Deed::Find)),
            ("/", true, false, false, Some(Deed::Shortcuts)),
            ("n", false, false, true, Some(Deed::New)),
            ("N", false, true, true, None),
            ("n", false, false, false, None),
            ("x", true, false, true, None),
        ] {
            let found = meant(Press { key, command, shift }, letters);
            assert_eq!(found, expected, "{key}, command {command}, shift {shift}, letters {letters}");
        }
    }
}
