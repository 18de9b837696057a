//! How to use the app, and telling its makers what is in the way.

use super::part;
use crate::components::Button;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::state::app;
use crate::words::{settings as text, t};
use leptos::prelude::*;

/// The panels.
pub(super) fn guidance() -> AnyView {
    let guide = view! {
        <p>{t(text::GUIDE_TEXT)}</p>
        <a class="button" data-variant="secondary" href=routes_to::HELP>
            <IconView icon=Icon::FileText/>
            <span class="button-label">{t(text::GUIDE_OPEN)}</span>
        </a>
    };
    let shortcuts = view! {
        <p>{t(text::SHORTCUTS_TEXT)}</p>
        <Button label=t(text::SHORTCUTS_OPEN) icon=Icon::Command on_press=|| app().shortcuts.set(true)/>
    };
    let feedback = view! {
        <p>{t(text::FEEDBACK_TEXT)}</p>
        <Button label=t(text::FEEDBACK_OPEN) icon=Icon::MessageSquare on_press=|| app().feedback.set(true)/>
    };
    view! {
        {part("guide", text::GUIDE, guide)}
        {part("shortcuts", text::SHORTCUTS, shortcuts)}
        {part("feedback", text::FEEDBACK, feedback)}
    }
    .into_any()
}
