//! Writes down what happened: a note at once, a call, a meeting or a task in its short form.

use super::Page;
use crate::browser;
use crate::components::{Button, NameArea, Variant};
use crate::icons::IconView;
use crate::shell::object_icon;
use crate::state::{Creating, app, dispatch_with, lock, may_create, meant};
use crate::words::{self, record as text, t};
use crm_core::commands::Assignment;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects;
use crm_core::value::{Link, Value};
use leptos::prelude::*;

/// What can be written beside a note.
const FORMS: [&str; 3] = ["call", "meeting", "task"];

/// The link of an activity to the record of this page; `None` where activities are not about such records.
fn about(page: Page, object: &str) -> Option<Assignment> {
    let field = objects::object(object)?.field("about")?;
    let link = Link { object: page.definition.key.to_owned(), record: page.record };
    field.links_to.contains(&page.definition.key).then(|| (field.key.to_owned(), Some(Value::Link(link))))
}

/// The composer, where notes can be about the record.
pub(super) fn composer(page: Page) -> AnyView {
    let Some(about_note) = about(page, "note") else { return ().into_any() };
    // A half-typed note is kept on the device, so that a reload or a new build does not lose it.
    let draft = format!("halkhata.draft.note.{}", page.record);
    let typed = RwSignal::new(browser::kept(&draft).unwrap_or_default());
    let key = draft.clone();
    let write = move |(text,): (String,)| {
        // Beside an encrypted book nothing lies readable.
        if text.is_empty() || lock().encryption.is_some() {
            browser::forget(&key);
        } else {
            browser::keep(&key, &text);
        }
        typed.set(text);
    };
    let save = Callback::new(move |()| {
        let body = typed.get_untracked();
        if body.trim().is_empty() {
            return;
        }
        let values = vec![("body".to_owned(), Some(Value::Text(body.clone()))), about_note.clone()];
        let record = RecordId(browser::random());
        let draft = draft.clone();
        dispatch_with(Request::Begin { object: "note".to_owned(), record, values }, move |outcome| {
            // What was refused stays where it was typed.
            if outcome.is_ok() && typed.try_get_untracked().as_ref() == Some(&body) {
                browser::forget(&draft);
                typed.set(String::new());
            }
        });
    });
    let keys = move |(event,): (leptos::ev::KeyboardEvent,)| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save.run(());
        }
    };
    let form = move |object: &'static str| {
        let open = move |_| {
            let values = about(page, object).into_iter().collect();
            app().creating.set(Creating::Form(object.to_owned(), values));
        };
        view! {
            <button type="button" class="chip" on:click=open>
                <IconView icon=object_icon(object)/>
                <span>{move || words::object_one(object)}</span>
            </button>
        }
    };
    let empty = Signal::derive(move || typed.with(|typed| typed.trim().is_empty()) || !app().writable());
    let notes = Memo::new(|_| may_create("note"));
    let others = Memo::new(|_| FORMS.into_iter().filter(|object| may_create(object)).collect::<Vec<_>>());
    let text = move || {
        view! {
            <NameArea label=t(text::NOTE) id="note" rows=2 class="composer-text" placeholder=t(text::NOTE_HINT)
                value=typed names=meant on_input=write.clone() on_key=keys readonly=Signal::derive(|| !app().writable())/>
        }
    };
    let save = move || view! { <Button label=t(text::SAVE_NOTE) variant=Variant::Primary disabled=empty on_press=save/> };
    view! {
        <div class="composer">
            {move || notes.get().then(|| text.clone()())}
            <div class="composer-foot">
                <div class="composer-forms" role="group" aria-label=t(text::LOG)>
                    {move || others.get().into_iter().map(form).collect_view()}
                </div>
                {move || notes.get().then(save)}
            </div>
        </div>
    }
    .into_any()
}
