//! Records of this person that are not as the team wants them: files, merges and edits of other devices bring them.

use crate::components::{Button, Variant};
use crate::icons::IconView;
use crate::routes_to;
use crate::shell::object_icon;
use crate::state::{Watching, explain_apart, watching};
use crate::words::{self, named, t, today as text};
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Incomplete, IncompleteView, View, Watch};
use leptos::prelude::*;

/// Records at first.
const FIRST: u32 = 5;
/// Records after a press on "all".
const ALL: u32 = 100;

/// The list; nothing where nothing lacks anything.
pub(super) fn incomplete() -> AnyView {
    let limit = RwSignal::new(FIRST);
    let view: Watching<IncompleteView> = watching(
        move || Some(Watch::Incomplete { limit: limit.get() }),
        |view| {
            let View::Incomplete(found) = view else { return None };
            Some(found)
        },
    );
    let shown =
        move || view.with(|view| view.as_ref().filter(|view| view.total > 0).map(|view| block(view, limit)));
    shown.into_any()
}

fn block(view: &IncompleteView, limit: RwSignal<u32>) -> AnyView {
    let number = words::number(u64::from(view.total));
    let rows = view.records.iter().map(|one| view! { <li class="today-row">{row(one)}</li> });
    let more = (view.total > FIRST && limit.get_untracked() < ALL).then(|| {
        let label = text::incomplete_all(&number);
        view! { <Button label=label variant=Variant::Quiet on_press=move || limit.set(ALL)/> }
    });
    view! {
        <section class="panel today-block" data-block="incomplete">
            <h2>{t(text::INCOMPLETE)} <span class="block-count number">{number.clone()}</span></h2>
            <ul class="today-rows">{rows.collect_view()}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn row(one: &Incomplete) -> AnyView {
    let object = &one.link.object;
    let (lacking, wrong): (Vec<&Refusal>, Vec<&Refusal>) = one
        .faults
        .iter()
        .partition(|fault| matches!(fault.reason, Reason::MustBeFilled | Reason::StageNeeds));
    let names = |faults: &[&Refusal]| {
        let fields = faults.iter().filter_map(|fault| fault.field.as_deref());
        fields.map(|key| words::field(object, key)).collect::<Vec<_>>().join(", ")
    };
    let lacks = (!lacking.is_empty()).then(|| text::incomplete_lacks(&names(&lacking)));
    let wrong = wrong.into_iter().map(|fault| explain_apart(object, fault));
    let about = lacks.into_iter().chain(wrong).collect::<Vec<_>>().join(" · ");
    view! {
        <span class="today-icon"><IconView icon=object_icon(object)/></span>
        <a class="today-title" href=routes_to::record(one.link.record)>{named(&one.title)}</a>
        <span class="today-about">{about}</span>
    }
    .into_any()
}
