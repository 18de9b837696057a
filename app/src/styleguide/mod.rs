//! The page /styleguide of development builds: every component and every kind of field in every state.
//!
//! It is what visual review and axe run on. Its stories need no engine and no network; its own words are for
//! developers and stand here, not in the locales.

mod avatar;
mod badge;
mod bar_list;
mod board;
mod button;
mod calendar;
mod checklist;
mod combobox;
mod conflict;
mod copy_button;
mod dialog;
mod empty;
mod field_row;
mod fields;
mod icon_button;
mod input;
pub mod longer;
mod look;
mod menu;
mod name_area;
mod search_field;
mod side_panel;
mod skeleton;
mod stepper;
mod story;
mod sync_mark;
mod table;
mod tabs;
mod toast;
mod tooltip;

use crate::state;
use crate::{browser, components::Keys};
use leptos::prelude::*;
use look::{Look, direction, switches};
use story::{State, Story};
use wasm_bindgen::JsCast;

/// Whether this address is the styleguide's.
pub fn asked() -> bool {
    browser::window().location().pathname().is_ok_and(|path| path == "/styleguide")
}

fn stories() -> Vec<Story> {
    let mut stories = vec![
        avatar::STORY,
        badge::STORY,
        bar_list::STORY,
        board::STORY,
        button::STORY,
        calendar::STORY,
        checklist::STORY,
        combobox::STORY,
        conflict::STORY,
        copy_button::STORY,
        dialog::STORY,
        empty::STORY,
        field_row::STORY,
        icon_button::STORY,
        input::STORY,
        menu::STORY,
        name_area::STORY,
        search_field::STORY,
        side_panel::STORY,
        skeleton::STORY,
        stepper::STORY,
        sync_mark::STORY,
        table::STORY,
        tabs::STORY,
        toast::STORY,
        tooltip::STORY,
    ];
    stories.extend(fields::stories());
    stories
}

/// The page.
pub fn page() -> AnyView {
    state::begin();
    fields::introduce_people();
    let look = RwSignal::new(Look::of_address());
    // Before the stories are drawn, so that they are drawn once.
    look.with_untracked(Look::apply);
    let shown = Memo::new(move |_| look.get());
    Effect::new(move |before: Option<Look>| {
        let look = shown.get();
        if before.is_some_and(|before| before != look) {
            look.apply();
        }
        browser::after(0, settle);
        look
    });
    let drawn = move || {
        let look = shown.get();
        let wanted = move |story: &Story| look.story.is_empty() || look.story == story.name;
        stories().into_iter().filter(wanted).map(|story| draw(story, look.right_to_left)).collect_view()
    };
    view! {
        <div class="guide" lang="en" dir="ltr">
            <nav class="guide-index" aria-label="Stories">{index(look)}</nav>
            <main class="guide-main" id="main">
                <h1>"Styleguide"</h1>
                {switches(look)}
                {drawn}
            </main>
        </div>
    }
    .into_any()
}

fn index(look: RwSignal<Look>) -> AnyView {
    let entry = move |name: &'static str, shown: &'static str| {
        let address = move || {
            let mut look = look.get();
            name.clone_into(&mut look.story);
            look.address()
        };
        let press = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            look.update(|look| name.clone_into(&mut look.story));
        };
        let current = move || look.with(|look| look.story == name).then_some("page");
        view! { <li><a href=address aria-current=current on:click=press>{shown}</a></li> }
    };
    let names = stories().into_iter().map(|story| entry(story.name, story.name)).collect_view();
    view! { <ul>{entry("", "all")}{names}</ul> }.into_any()
}

fn draw(story: Story, right_to_left: bool) -> AnyView {
    let states = (story.states)().into_iter().map(|state| stage(state, right_to_left)).collect_view();
    let touch = (!story.touch.is_empty()).then(|| view! { <p class="guide-touch">{story.touch}</p> });
    view! {
        <section class="guide-story" data-story=story.name aria-labelledby=format!("story-{}", story.name)>
            <h2 id=format!("story-{}", story.name)>{story.name}</h2>
            <p>{story.says}</p>
            {touch}
            {(!story.keys.is_empty()).then(|| key_table(story.keys))}
            {states}
        </section>
    }
    .into_any()
}

fn stage(state: State, right_to_left: bool) -> AnyView {
    view! {
        <div class="guide-state" data-state=state.name>
            <h3>{state.name}</h3>
            <div class="guide-stage" lang=crate::words::locale().tag() dir=direction(right_to_left)
                data-tall=state.tall.then_some("true") data-typed=state.typed>
                {state.view}
            </div>
        </div>
    }
    .into_any()
}

fn key_table(keys: Keys) -> AnyView {
    let row = |(keys, does): &(&'static str, &'static str)| {
        view! { <tr><th scope="row">{*keys}</th><td>{*does}</td></tr> }
    };
    let rows = keys.iter().map(row).collect_view();
    view! { <table class="guide-keys"><caption class="visually-hidden">"Keys"</caption><tbody>{rows}</tbody></table> }
        .into_any()
}

/// Types what the states ask for, leaves the fields, and tells tests that the page is as it shall be.
fn settle() {
    let Ok(stages) = browser::document().query_selector_all(".guide-stage[data-typed]") else { return };
    for place in 0..stages.length() {
        let stage = stages.item(place).and_then(|stage| stage.dyn_into::<web_sys::Element>().ok());
        let input = stage.as_ref().and_then(|stage| stage.query_selector("input").ok().flatten());
        let text = stage.and_then(|stage| stage.get_attribute("data-typed"));
        if let (Some(input), Some(text)) = (input.and_then(|input| input.dyn_into().ok()), text) {
            leave_with(&input, &text);
        }
    }
    if let Ok(Some(main)) = browser::document().query_selector(".guide-main") {
        let address = browser::window().location().search().unwrap_or_default();
        let _ = main.set_attribute("data-ready", &address);
    }
}

fn leave_with(input: &web_sys::HtmlInputElement, text: &str) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = input.focus_with_options(&options);
    input.set_value(text);
    let typed = web_sys::EventInit::new();
    typed.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &typed) {
        let _ = input.dispatch_event(&event);
    }
    let _ = input.blur();
}
