//! What the book holds of one person, as a file for whoever asks for it.

mod page;

use super::today::named;
use crate::browser;
use crate::components::{Button, Variant};
use crate::format;
use crate::icons::Icon;
use crate::state::{app, dispatch_with, explain, say};
use crate::words::{data_copy as text, t};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, RecordView, Request};
use leptos::prelude::*;

/// Letters of a name in the name of a file.
const NAME: usize = 60;

/// What stands in the window. Everything is on this device, so this needs no network.
pub fn data_copy(record: RecordId) -> AnyView {
    let failure = RwSignal::new(String::new());
    let waiting = RwSignal::new(false);
    let save = move || {
        waiting.set(true);
        dispatch_with(Request::DataCopy { record }, move |outcome| {
            let _ = waiting.try_set(false);
            match outcome {
                Ok(Answer::DataCopy { views, left_out }) => {
                    let file = saved(&views, left_out);
                    app().asked_of.set(None);
                    say(&match left_out {
                        0 => text::saved(&file),
                        without => text::saved_without(u64::from(without), &file),
                    });
                }
                Ok(_) => {}
                Err(refusal) => drop(failure.try_set(explain(&refusal))),
            }
        });
    };
    let failed = move || {
        let failure = failure.get();
        (!failure.is_empty()).then(|| view! { <p class="form-failure" role="alert">{failure}</p> })
    };
    view! {
        <div class="account-form" data-window="data-copy">
            <p>{t(text::TEXT)}</p>
            <p>{t(text::READ_IT)}</p>
            {failed}
            <Button label=t(text::SAVE) variant=Variant::Primary icon=Icon::Download
                disabled=Signal::derive(move || waiting.get()) on_press=save/>
        </div>
    }
    .into_any()
}

/// Saves the copy; the name of its file.
fn saved(views: &[RecordView], left_out: u32) -> String {
    let name = views.first().map(|view| named(&view.title)).unwrap_or_default();
    let by = app().session.with_untracked(|session| session.as_ref().map(|own| own.name.clone()));
    // Signals of the titles go with the page.
    let owner = Owner::new();
    let page = owner.with(|| page::page(views, left_out, &name, by.as_deref(), format::now()));
    owner.cleanup();
    let letters = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' });
    let letters: String = letters.take(NAME).collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    let file = format!("{} {}.html", words.join(" "), format::iso_day(format::today()));
    browser::save_file(&file, "text/html;charset=utf-8", page.as_bytes());
    file
}
