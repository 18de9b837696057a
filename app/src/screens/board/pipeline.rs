//! Which pipeline the board shows: the one that was chosen last on this device.

use crate::browser;
use crate::icons::{Icon, IconView};
use crate::state::pipelines::{name, offered};
use crate::words::{board as text, t};
use crm_core::objects::pipeline;
use leptos::prelude::*;

const KEPT: &str = "halkhata.pipeline";

thread_local! {
    static CHOSEN: ArcRwSignal<String> = ArcRwSignal::new(browser::kept(KEPT).unwrap_or_default());
}

/// The pipeline now; the first where the chosen one is offered no more.
pub(super) fn chosen() -> Memo<String> {
    let chosen = CHOSEN.with(Clone::clone);
    Memo::new(move |_| {
        let wanted = chosen.get();
        if offered().contains(&wanted) { wanted } else { pipeline::FIRST.to_owned() }
    })
}

/// The choice between them; nothing where there is but one.
pub(super) fn switch(now: Memo<String>) -> AnyView {
    let choose = |wanted: String| {
        browser::keep(KEPT, &wanted);
        CHOSEN.with(|chosen| chosen.set(wanted));
    };
    let drawn = move || {
        let all = offered();
        if all.len() < 2 {
            return ().into_any();
        }
        let option = |value: String| {
            let (label, chosen) = (name(&value), now.get() == value);
            view! { <option value=value selected=chosen>{label}</option> }
        };
        view! {
            <span class="select-box">
                <select class="input select" aria-label=t(text::PIPELINE)
                    on:change=move |event| choose(event_target_value(&event))>
                    {all.into_iter().map(option).collect_view()}
                </select>
                <IconView icon=Icon::ChevronDown/>
            </span>
        }
        .into_any()
    };
    drawn.into_any()
}
