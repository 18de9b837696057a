//! Brings a file of another system in: the file, what its columns become, the progress, and the report.

mod mapping;
mod report;

use super::awaiting;
use crate::browser;
use crate::engine_link;
use crate::icons::{Icon, IconView};
use crate::shell::heading;
use crate::state::{app, explain, watching};
use crate::words::{import as text, shell, t};
use crm_core::messages::{Answer, ImportPreview, ImportStage, Request, View, Watch};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Preview = RwSignal<Option<ImportPreview>>;

/// The import.
pub fn import() -> AnyView {
    heading(|| shell::IMPORT.now().to_owned());
    let preview: Preview = RwSignal::new(None);
    let reading = RwSignal::new(false);
    let failure = RwSignal::new(String::new());
    let progress = watching(
        || Some(Watch::Import),
        |view| {
            let View::Import(progress) = view else { return None };
            Some(progress)
        },
    );
    let stage = Memo::new(move |_| {
        progress.with(|progress| progress.as_ref().map_or(ImportStage::Idle, |now| now.stage))
    });
    let again = RwSignal::new(false);
    let part = Memo::new(move |_| match (stage.get(), preview.with(Option::is_some), reading.get()) {
        (_, _, true) => 0,
        (ImportStage::Running | ImportStage::Removing, ..) => 3,
        (_, true, _) => 1,
        (ImportStage::Idle, false, _) => 2,
        (_, false, _) if again.get() => 2,
        (_, false, _) => 3,
    });
    let shown = move || match part.get() {
        0 => awaiting(),
        1 => mapping::mapping(preview, again),
        2 => choose(preview, reading, failure),
        _ => report::report(progress, again),
    };
    view! { <div class="import-page">{shown}</div> }.into_any()
}

/// The first step: the file.
fn choose(preview: Preview, reading: RwSignal<bool>, failure: RwSignal<String>) -> AnyView {
    let take = move |file: web_sys::File| {
        reading.set(true);
        failure.set(String::new());
        spawn_local(async move {
            let name = file.name();
            let outcome = match browser::read_file(&file).await {
                Some(bytes) => engine_link::ask(Request::ImportLook { name, bytes }).await,
                None => Ok(Answer::Done),
            };
            match outcome {
                Ok(Answer::ImportPreview(found)) => drop(preview.try_set(Some(found))),
                Ok(_) => drop(failure.try_set(text::NOT_READ.now().to_owned())),
                Err(refusal) => drop(failure.try_set(explain(&refusal))),
            }
            let _ = reading.try_set(false);
        });
    };
    let picked = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            take(file);
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            take(file);
        }
    };
    view! {
        <section class="import-drop" on:dragover=|event| event.prevent_default() on:drop=dropped>
            <IconView icon=Icon::Upload size=32/>
            <h2>{t(text::CHOOSE)}</h2>
            <p>{t(text::CHOOSE_TEXT)}</p>
            <label class="button import-file" data-variant="primary" for="import-file">{t(text::CHOOSE_BUTTON)}</label>
            <input class="visually-hidden" type="file" id="import-file" accept=".csv,.tsv,.txt,text/csv" on:change=picked
                disabled=move || !app().writable()/>
            <p class="form-failure" role="alert">{move || failure.get()}</p>
        </section>
    }
    .into_any()
}
