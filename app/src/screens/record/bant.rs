//! The four lights of a lead: budget, authority, need, time. A press leads to the field.

use super::Page;
use crate::browser;
use crate::icons::{Icon, IconView};
use crate::words::{self, record as text, t};
use crm_core::views::bant::{FIELDS, Light, lights};
use leptos::prelude::*;

/// The lights; nothing for what is no lead.
pub(super) fn bant(page: Page, shown: RwSignal<String>) -> AnyView {
    if page.definition.key != "lead" {
        return ().into_any();
    }
    let now = Memo::new(move |_| lights(|key| page.value(key)));
    let light = move |(at, key): (usize, &'static str)| {
        let state = move || now.get()[at];
        let name = move || text::light(&words::field("lead", key), said(state()));
        // On a phone the fields stand behind a tab.
        let press = move |_| {
            shown.set("details".to_owned());
            browser::when_painted(move || browser::focus(&format!("[data-field='{key}'] .field-edit")));
        };
        view! {
            <button type="button" class="light" data-light=move || shade(state()) aria-label=name data-tip=name
                on:click=press>
                {move || view! { <IconView icon=picture(state()) size=14/> }}
                <span>{move || words::field("lead", key)}</span>
            </button>
        }
    };
    view! {
        <div class="lights" role="group" aria-label=t(text::BANT)>
            {FIELDS.into_iter().enumerate().map(light).collect_view()}
        </div>
    }
    .into_any()
}

const fn shade(light: Light) -> &'static str {
    match light {
        Light::Yes => "yes",
        Light::Partly => "partly",
        Light::No => "no",
        Light::Unknown => "unknown",
    }
}

fn said(light: Light) -> &'static str {
    match light {
        Light::Yes => text::LIGHT_YES.now(),
        Light::Partly => text::LIGHT_PARTLY.now(),
        Light::No => text::LIGHT_NO.now(),
        Light::Unknown => text::LIGHT_UNKNOWN.now(),
    }
}

/// Another shape for each, so that nobody needs to tell colours apart.
const fn picture(light: Light) -> Icon {
    match light {
        Light::Yes => Icon::CircleCheck,
        Light::Partly => Icon::CircleAlert,
        Light::No => Icon::Cross,
        Light::Unknown => Icon::Target,
    }
}
