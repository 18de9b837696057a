//! The three kinds of dialog, each behind a button.

use super::story::{State, Story, long_sentence, nothing, sample, state};
use crate::components::{Button, Dialog, DialogKind, Input, Variant, dialog};
use leptos::prelude::*;

/// The dialog.
pub const STORY: Story = Story {
    name: "dialog",
    says: "A window above the page: a question, a form that comes up from below on phones, or a search.",
    keys: dialog::KEYS,
    touch: "The focus goes inside and comes back; a press outside asks to close.",
    states,
};

fn behind(kind: DialogKind, title: fn() -> String, content: fn() -> AnyView) -> AnyView {
    let open = RwSignal::new(false);
    let footer = move || {
        view! {
            <Button label=sample("Cancel", "বাতিল") on_press=move || open.set(false)/>
            <Button label=sample("Delete 812 contacts", "৮১২টি পরিচিতি মুছুন") variant=Variant::DangerSolid on_press=nothing()/>
        }
    };
    view! {
        <Button label=sample("Open", "খুলুন") on_press=move || open.set(true)/>
        <Dialog open=open on_close=move || open.set(false) title=title kind=kind footer=footer>{content}</Dialog>
    }
    .into_any()
}

fn sentence() -> AnyView {
    view! { <p>{long_sentence()}</p> }.into_any()
}

fn form() -> AnyView {
    let field = |id: &'static str, label: String| {
        view! { <Input label=label id=id value=RwSignal::new(String::new())/> }
    };
    view! {
        <div class="stack">
            {field("dialog-name", sample("Name", "নাম"))}
            {field("dialog-phone", sample("Phone", "ফোন"))}
            {sentence()}{sentence()}{sentence()}
        </div>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let ask = || sample("Delete 812 contacts?", "৮১২টি পরিচিতি মুছবেন?");
    vec![
        state("a question", behind(DialogKind::Ask, ask, sentence)),
        state("a form", behind(DialogKind::Sheet, || sample("New contact", "নতুন পরিচিতি"), form)),
        state(
            "a search; its heading is only heard",
            behind(DialogKind::Palette, || sample("Search", "খুঁজুন"), form),
        ),
        state("long heading", behind(DialogKind::Ask, long_sentence, sentence)),
    ]
}
