//! What the create button opens: the choice of an object, then its short form.

use super::navigation::object_icon;
use crate::components::{Dialog, DialogKind};
use crate::icons::IconView;
use crate::screens;
use crate::state::{Creating, app, may_create};
use crate::words::{self, shell};
use leptos::prelude::*;

/// The objects offered, the most used first.
const OFFERED: [&str; 8] = ["contact", "lead", "deal", "task", "note", "account", "call", "meeting"];

/// The window of quick create.
pub fn create_menu() -> AnyView {
    let app = app();
    let open = Memo::new(move |_| app.creating.with(|creating| *creating != Creating::Closed));
    let title = move || match app.creating.get() {
        Creating::Closed | Creating::Choosing => shell::CREATE.now().to_owned(),
        Creating::Form(object, _) => shell::new_object(&words::object_one(&object)),
    };
    let body = move || match app.creating.get() {
        Creating::Closed => ().into_any(),
        Creating::Choosing => {
            OFFERED.into_iter().filter(|object| may_create(object)).map(choice).collect_view().into_any()
        }
        Creating::Form(object, values) => screens::create_form(&object, values),
    };
    view! {
        <Dialog open=open on_close=move || app.creating.set(Creating::Closed) title=title kind=DialogKind::Sheet>
            <div class="create-menu">{body}</div>
        </Dialog>
    }
    .into_any()
}

fn choice(object: &'static str) -> AnyView {
    let open = move |_| app().creating.set(Creating::Form(object.to_owned(), Vec::new()));
    view! {
        <button type="button" class="create-choice" on:click=open>
            <span class="create-icon" aria-hidden="true"><IconView icon=object_icon(object) size=20/></span>
            <span class="create-label">{move || words::object_one(object)}</span>
        </button>
    }
    .into_any()
}
