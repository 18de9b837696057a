//! A text area in which a name is completed after `@`.

use super::Keys;
use super::combobox::{Offer, offer_rows};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do while names are offered.
pub const KEYS: Keys = &[
    ("@", "offers names, fewer with each letter"),
    ("Down, Up", "the next, the one before"),
    ("Enter, Tab", "takes the name"),
    ("Esc", "offers none"),
];

/// Who may be meant by the end of a text: the place where the name begins with its `@`, and names.
pub type Names = fn(&str) -> Option<(usize, Vec<String>)>;

/// The text area.
#[component]
pub fn NameArea(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Its lines at first.
    rows: u8,
    /// Its name.
    #[prop(into)]
    label: TextProp,
    /// A class beside its own.
    #[prop(optional)]
    class: &'static str,
    /// What stands in it while it is empty.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Its text; what is typed is told and not put here.
    #[prop(into)]
    value: Signal<String>,
    /// Whether nothing can be typed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// The element.
    #[prop(optional)]
    node: NodeRef<html::Textarea>,
    /// Who can be named.
    names: Names,
    /// What stands there after a press or a choice.
    #[prop(into)]
    on_input: Callback<(String,)>,
    /// A key that chose no name.
    #[prop(into)]
    on_key: Callback<(leptos::ev::KeyboardEvent,)>,
    /// The person leaves.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> impl IntoView {
    let offers = RwSignal::new(Vec::<Offer>::new());
    let at = RwSignal::new(0);
    let choose = Callback::new(move |(offer,): (Offer,)| {
        offers.set(Vec::new());
        if let Some(text) = node.get_untracked().and_then(|area| put(&area, names, &offer.title)) {
            on_input.run((text,));
        }
    });
    let look = move || {
        let before = node.get_untracked().map(|area| halves(&area).0).unwrap_or_default();
        at.set(0);
        offers.set(fitting(&before, names));
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let count = offers.with_untracked(Vec::len);
        let plain = !event.ctrl_key() && !event.meta_key();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" if count > 0 && plain => {
                if let Some(offer) = offers.with_untracked(|offers| offers.get(at.get_untracked()).cloned()) {
                    choose.run((offer,));
                }
            }
            "Escape" if count > 0 => offers.set(Vec::new()),
            _ => return on_key.run((event,)),
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let typed = move |event| {
        on_input.run((event_target_value(&event),));
        look();
    };
    let leave = move |_| {
        let _ = offers.try_set(Vec::new());
        on_leave.iter().for_each(|leave| leave.run(()));
    };
    let open = move || offers.with(|offers| !offers.is_empty());
    let (list, active, owner) = (format!("{id}-list"), id.clone(), format!("{id}-list"));
    let stem = list.clone();
    let name = label.clone();
    view! {
        <div class="combobox name-area">
            <textarea class=format!("input {class}") id=id rows=rows node_ref=node
                aria-label=move || label.get().to_string()
                placeholder=move || placeholder.as_ref().map(|words| words.get().to_string())
                aria-autocomplete="list" aria-haspopup="listbox" aria-controls=owner
                aria-activedescendant=move || open().then(|| format!("{active}-{}", at.get()))
                prop:value=move || value.get() readonly=move || readonly.get()
                on:input=typed on:keydown=keys on:blur=leave></textarea>
            <div class="combobox-list" role="listbox" id=list hidden=move || !open()
                aria-label=move || name.get().to_string()>
                {move || open().then(|| offer_rows(&stem, offers, at, choose))}
            </div>
        </div>
    }
}

fn fitting(before: &str, names: Names) -> Vec<Offer> {
    let offer = |title| Offer { id: String::new(), title, subtitle: String::new(), new: false };
    names(before).map(|(_, names)| names.into_iter().map(offer).collect()).unwrap_or_default()
}

/// What stands before and after the place where the person types.
fn halves(area: &web_sys::HtmlTextAreaElement) -> (String, String) {
    // The browser counts in UTF-16.
    let letters: Vec<u16> = area.value().encode_utf16().collect();
    let at = area.selection_start().ok().flatten().and_then(|at| usize::try_from(at).ok());
    let (before, after) = letters.split_at(at.unwrap_or(letters.len()).min(letters.len()));
    (String::from_utf16_lossy(before), String::from_utf16_lossy(after))
}

/// Puts the name in place of what is typed of it, and the caret behind it.
fn put(area: &web_sys::HtmlTextAreaElement, names: Names, name: &str) -> Option<String> {
    let (before, after) = halves(area);
    let (at, _) = names(&before)?;
    let before = format!("{}@{name} ", &before[..at]);
    let caret = u32::try_from(before.encode_utf16().count()).ok()?;
    let text = before + &after;
    area.set_value(&text);
    let _ = area.set_selection_range(caret, caret);
    Some(text)
}
