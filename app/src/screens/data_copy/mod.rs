//! What the book holds of one person, as a file for whoever asks for it.

mod page;
mod values;

use super::kept::only_here;
use super::today::named;
use crate::components::{Button, Variant};
use crate::icons::Icon;
use crate::state::{Asked, BookChoice, app, explain, no_longer_asked, say};
use crate::words::{common, data_copy as text, t};
use crate::{browser, engine_link, format};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, RecordView, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What stands in the window. Everything is on this device, so this needs no network.
pub fn data_copy(record: RecordId) -> AnyView {
    let failure = RwSignal::new(String::new());
    let waiting = RwSignal::new(false);
    let save = move || {
        waiting.set(true);
        failure.set(String::new());
        spawn_local(async move {
            let outcome = engine_link::ask(Request::DataCopy { record }).await;
            let _ = waiting.try_set(false);
            match outcome {
                Ok(Answer::DataCopy { views, left_out }) => {
                    let file = saved(&views, left_out);
                    no_longer_asked(record, Asked::DataCopy);
                    say(&match left_out {
                        0 => common::saved_as(&file),
                        without => text::saved_without(u64::from(without), &file),
                    });
                }
                Ok(_) => {}
                Err(refusal) => drop(failure.try_set(refused(&refusal))),
            }
        });
    };
    let of_team = app().book.with_untracked(|book| *book == Some(BookChoice::Workspace));
    let failed = move || {
        let failure = failure.get();
        (!failure.is_empty()).then(|| view! { <p class="form-failure" role="alert">{failure}</p> })
    };
    view! {
        <div class="account-form" data-window="data-copy">
            <p>{t(text::TEXT)}</p>
            <p>{t(text::READ_IT)}</p>
            {only_here()}
            {of_team.then(|| view! { <p>{t(text::NOTED)}</p> })}
            {failed}
            <Button label=t(text::SAVE) variant=Variant::Primary icon=Icon::Download
                disabled=Signal::derive(move || waiting.get()) on_press=save/>
        </div>
    }
    .into_any()
}

fn refused(refusal: &Refusal) -> String {
    if refusal.reason == Reason::TooManyExports {
        return text::TOO_MANY.now().to_owned();
    }
    explain(refusal)
}

/// Saves the copy; the name of its file.
fn saved(views: &[RecordView], left_out: u32) -> String {
    let name = views.first().map(|view| named(&view.title)).unwrap_or_default();
    let by = app().session.with_untracked(|session| session.as_ref().map(|own| own.name.clone()));
    // Signals of the titles go with the page.
    let owner = Owner::new();
    let page = owner.with(|| page::page(views, left_out, &name, by.as_deref(), format::now()));
    owner.cleanup();
    let file = browser::file_name(&name, &format!(" {}.html", format::iso_day(format::today())));
    browser::save_file(&file, "text/html;charset=utf-8", page.as_bytes());
    file
}
