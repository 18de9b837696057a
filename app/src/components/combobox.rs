//! A field that finds something by its name while the person types.

use super::Keys;
use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use std::future::Future;
use std::pin::Pin;

/// What keys do.
pub const KEYS: Keys = &[
    ("Down, Up", "the next, the previous offer, around the ends; Down also opens"),
    ("Enter", "takes the offer"),
    ("Escape", "closes and leaves things as they were"),
    ("Tab", "leaves with what is typed"),
];

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is handed back.
    pub id: String,
    /// Its name.
    pub title: String,
    /// A second, quieter line.
    pub subtitle: String,
    /// Whether choosing it makes something new.
    pub new: bool,
}

/// Offers that come later.
pub type OffersFuture = Pin<Box<dyn Future<Output = Vec<Offer>>>>;

/// A text field with a list of offers below it (ARIA 1.2 combobox).
#[component]
pub fn Combobox(
    /// Its name.
    #[prop(into)]
    label: TextProp,
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    text: String,
    /// Finds offers for what is typed.
    #[prop(into)]
    find: Callback<(String,), OffersFuture>,
    /// One was chosen.
    #[prop(into)]
    on_choose: Callback<(Offer,)>,
    /// The person leaves without choosing: the text as typed, or nothing after Escape.
    #[prop(into)]
    on_leave: Callback<(Option<String>,)>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let typed = RwSignal::new(text);
    let offers = RwSignal::new(Vec::<Offer>::new());
    let (open, at, asked) = (RwSignal::new(false), RwSignal::new(0_usize), StoredValue::new(0_u32));
    let node = NodeRef::<html::Input>::new();
    let ask = move || {
        asked.update_value(|asked| *asked = asked.wrapping_add(1));
        let (mine, question) = (asked.get_value(), find.run((typed.get_untracked(),)));
        leptos::task::spawn_local(async move {
            let answer = question.await;
            if asked.try_get_value() == Some(mine) {
                let _ = offers.try_set(answer);
                let _ = at.try_set(0);
                let _ = open.try_set(true);
            }
        });
    };
    Effect::new(move || {
        if let Some(input) = node.get().filter(|_| first) {
            let _ = input.focus();
            input.select();
        }
    });
    let choose = move |offer: Offer| {
        open.set(false);
        typed.set(offer.title.clone());
        on_choose.run((offer,));
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let count = offers.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" if !open.get_untracked() => ask(),
            "ArrowDown" => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" if open.get_untracked() => {
                let offer = offers.with_untracked(|offers| offers.get(at.get_untracked()).cloned());
                offer.map_or_else(|| on_leave.run((Some(typed.get_untracked()),)), choose);
            }
            "Escape" if open.get_untracked() => {
                event.stop_propagation();
                open.set(false);
                return on_leave.run((None,));
            }
            _ => return,
        }
        event.prevent_default();
    };
    let leave = move |_| {
        // The browser also tells of a focus that is lost because the field itself went away.
        let Some(opened) = open.try_get_untracked() else { return };
        if opened || asked.get_value() == 0 {
            open.set(false);
            on_leave.run((Some(typed.get_untracked()),));
        }
    };
    let offered = move || open.get() && offers.with(|offers| !offers.is_empty());
    let (list_id, name, list_name) = (format!("{id}-list"), label.clone(), label);
    let (owner, own_id, active) = (list_id.clone(), list_id.clone(), id.clone());
    view! {
        <div class="combobox">
            <input class="input" type="text" role="combobox" autocomplete="off" spellcheck="false" node_ref=node id=id
                aria-label=move || name.get().to_string() aria-autocomplete="list" aria-controls=owner
                aria-expanded=move || open.get().to_string()
                aria-activedescendant=move || offered().then(|| format!("{active}-{}", at.get()))
                prop:value=move || typed.get() on:keydown=keys on:focus=move |_| ask() on:blur=leave
                on:input=move |event| { typed.set(event_target_value(&event)); ask(); }/>
            <div class="combobox-list" role="listbox" id=own_id hidden=move || !open.get()
                aria-label=move || list_name.get().to_string()>
                {move || offer_rows(&list_id, offers, at, Callback::new(move |(offer,)| choose(offer)))}
            </div>
        </div>
    }
}

pub(super) fn offer_rows(
    list: &str,
    offers: RwSignal<Vec<Offer>>,
    at: RwSignal<usize>,
    choose: Callback<(Offer,)>,
) -> AnyView {
    let offers = offers.get();
    if offers.is_empty() {
        let none = t(words::NO_MATCHES);
        return view! { <div class="combobox-none" role="option" aria-disabled="true" aria-selected="false">{none}</div> }
            .into_any();
    }
    let stem = list.trim_end_matches("-list").to_owned();
    let row = |(place, offer): (usize, Offer)| {
        let picked = offer.clone();
        let press = move |event: leptos::ev::PointerEvent| {
            event.prevent_default();
            choose.run((picked.clone(),));
        };
        view! {
            <div class="combobox-option" role="option" id=format!("{stem}-{place}")
                aria-selected=move || (at.get() == place).to_string() on:pointerdown=press>
                {offer.new.then(|| view! { <IconView icon=Icon::Plus/> })}
                <span class="combobox-title">{offer.title}</span>
                <span class="combobox-subtitle">{(!offer.new).then_some(offer.subtitle)}</span>
            </div>
        }
    };
    offers.into_iter().enumerate().map(row).collect_view().into_any()
}
