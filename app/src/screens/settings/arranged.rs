//! A list of definitions in their order: each is moved up and down, changed and retired; retired ones stand below and come
//! back.

use crate::components::IconButton;
use crate::icons::Icon;
use crate::words::{shaping as text, t};
use leptos::prelude::*;

/// One of the list.
pub(super) struct Entry {
    /// What it is known by on the page.
    pub(super) key: String,
    /// What it is called.
    pub(super) name: String,
    /// What else there is to say.
    pub(super) rest: AnyView,
    /// The hue of its dot, where it has one.
    pub(super) hue: Option<u16>,
    /// Its place.
    pub(super) position: f64,
    /// Another place is wanted.
    pub(super) on_move: Callback<(f64,)>,
    /// It is to be changed.
    pub(super) on_change: Callback<()>,
    /// Whether it is hidden instead of retired.
    pub(super) hides: bool,
    /// It is to be retired, or used again; nothing of what always stays.
    pub(super) on_retire: Option<Callback<(bool,)>>,
}

/// One that is offered no more.
pub(super) struct Former {
    key: String,
    name: String,
    rest: AnyView,
    hue: Option<u16>,
    hidden: bool,
    use_again: Callback<()>,
}

impl Former {
    /// A retired one, of which there is nothing else to say.
    pub(super) fn retired(key: String, name: String, use_again: Callback<()>) -> Self {
        Self { key, name, rest: ().into_any(), hue: None, hidden: false, use_again }
    }
}

impl From<Entry> for Former {
    fn from(entry: Entry) -> Self {
        let Entry { key, name, rest, hue, hides: hidden, on_retire, .. } = entry;
        let use_again = move |()| on_retire.into_iter().for_each(|on_retire| on_retire.run((false,)));
        Self { key, name, rest, hue, hidden, use_again: Callback::new(use_again) }
    }
}

/// Those in use.
pub(super) fn arranged(entries: Vec<Entry>) -> AnyView {
    let places: Vec<f64> = entries.iter().map(|entry| entry.position).collect();
    let rows = entries.into_iter().enumerate().map(|(at, entry)| row(entry, &places, at)).collect_view();
    view! { <ul class="fields-list">{rows}</ul> }.into_any()
}

/// Those that are retired, with a sentence about them; nothing where there are none.
pub(super) fn former(entries: Vec<Former>, title: crate::words::Word, about: crate::words::Word) -> AnyView {
    if entries.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="fields-former">
            <h3>{t(title)}</h3>
            <p class="access-hint">{t(about)}</p>
        </div>
        <ul class="fields-list">{entries.into_iter().map(retired).collect_view()}</ul>
    }
    .into_any()
}

fn named(hue: Option<u16>, name: String) -> AnyView {
    let dot = hue.map(|hue| {
        view! { <span class="badge-dot" data-hue=hue.to_string() aria-hidden="true"></span> }
    });
    view! { <span class="fields-name">{dot}<span>{name}</span></span> }.into_any()
}

fn row(entry: Entry, places: &[f64], at: usize) -> AnyView {
    let Entry { key, name, rest, hue, on_move, on_change, on_retire, hides, .. } = entry;
    let (up, down) = places_beside(places, at);
    let to = |to: Option<f64>| Callback::new(move |()| to.into_iter().for_each(|to| on_move.run((to,))));
    let retire = on_retire.map(|on_retire| {
        let label = if hides { text::hide(&name) } else { text::retire(&name) };
        view! { <IconButton icon=Icon::Archive label=label on_press=move || on_retire.run((true,))/> }
    });
    view! {
        <li class="fields-row" data-field=key>
            {named(hue, name.clone())}
            <span class="fields-rest">{rest}</span>
            <span class="fields-buttons">
                {shift(up, text::up(&name), Icon::ArrowUp, to(up))}
                {shift(down, text::down(&name), Icon::ArrowDown, to(down))}
                <IconButton icon=Icon::Pencil label=text::change(&name) on_press=on_change/>
                {retire}
            </span>
        </li>
    }
    .into_any()
}

fn retired(former: Former) -> AnyView {
    let Former { key, name, rest, hue, hidden, use_again } = former;
    let label = if hidden { text::show(&name) } else { text::restore(&name) };
    view! {
        <li class="fields-row" data-field=key>
            {named(hue, name)}
            <span class="fields-rest">{rest}</span>
            <span class="fields-buttons">
                <IconButton icon=Icon::Undo label=label on_press=use_again/>
            </span>
        </li>
    }
    .into_any()
}

/// The places one further up and one further down; nothing at the ends.
pub(super) fn places_beside(places: &[f64], at: usize) -> (Option<f64>, Option<f64>) {
    let up =
        at.checked_sub(1).map(|before| between(at.checked_sub(2).map(|at| places[at]), Some(places[before])));
    let down = places.get(at + 1).map(|after| between(Some(*after), places.get(at + 2).copied()));
    (up, down)
}

/// A button that moves something; room for it where there is nothing to move.
pub(super) fn shift(to: Option<f64>, label: String, icon: Icon, press: Callback<()>) -> AnyView {
    let hidden = to.is_none();
    view! { <span class:fields-no-shift=hidden><IconButton icon=icon label=label on_press=press/></span> }
        .into_any()
}

/// A place between two others.
fn between(before: Option<f64>, after: Option<f64>) -> f64 {
    match (before, after) {
        (Some(before), Some(after)) => f64::midpoint(before, after),
        (Some(before), None) => before + 1.0,
        (None, Some(after)) => after - 1.0,
        (None, None) => 0.0,
    }
}
