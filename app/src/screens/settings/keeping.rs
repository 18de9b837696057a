//! What this device keeps of the book: everything, or a part that is chosen here, with how many records that is.

use super::part;
use crate::components::{Button, Variant};
use crate::engine_link;
use crate::format;
use crate::screens::kept::state_of;
use crate::state::{dispatch_with, kept, partly_kept, say};
use crate::words::{self, Word, keeping as text, t};
use crm_core::messages::{Answer, Request};
use crm_core::views::keeping::{DAYS, Keeping, KeepingCounts};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A choice that is not made yet.
#[derive(Clone, Copy)]
struct Draft {
    partly: RwSignal<bool>,
    choice: RwSignal<Keeping>,
    counts: RwSignal<KeepingCounts>,
}

impl Draft {
    /// What is in force, also where that is heard of later.
    fn of_now() -> Self {
        let (partly, choice) = (RwSignal::new(false), RwSignal::new(Keeping::default()));
        let in_force = Memo::new(|_| kept().choice);
        Effect::new(move || {
            let now = in_force.get();
            partly.set(!now.everything());
            choice.set(now);
        });
        Self { partly, choice, counts: RwSignal::new(KeepingCounts::default()) }
    }

    fn meant(self) -> Keeping {
        if self.partly.get() { self.choice.get() } else { Keeping::default() }
    }

    /// Whether there is something to choose: not nothing of a part.
    fn whole(self) -> bool {
        !self.partly.get() || !self.choice.with(Keeping::everything)
    }
}

/// The panel.
pub(super) fn keeping() -> AnyView {
    let draft = Draft::of_now();
    let counted = Memo::new(move |_| draft.meant());
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let choice = counted.get();
        let mine = turn.try_get_value().unwrap_or_default() + 1;
        let _ = turn.try_set_value(mine);
        spawn_local(async move {
            let answer = engine_link::ask(Request::CountKept(choice)).await;
            if let (Ok(Answer::Kept(found)), true) = (answer, turn.try_get_value() == Some(mine)) {
                let _ = draft.counts.try_set(found);
            }
        });
    });
    let content = view! {
        <p>{t(text::ABOUT)}</p>
        {state_of()}
        <fieldset class="check-list">
            <legend class="visually-hidden">{t(text::TITLE)}</legend>
            {way(draft, false, text::EVERYTHING)}
            {way(draft, true, text::PARTLY)}
        </fieldset>
        {move || draft.partly.get().then(|| parts(draft))}
        <p>{t(text::ALWAYS)}</p>
        {save(draft)}
    };
    part("keeping", text::TITLE, content)
}

/// One of the two ways.
fn way(draft: Draft, partly: bool, label: Word) -> AnyView {
    view! {
        <label class="check-row">
            <input type="radio" name="keeping" value=if partly { "part" } else { "everything" }
                prop:checked=move || draft.partly.get() == partly on:change=move |_| draft.partly.set(partly)/>
            <span>{t(label)}</span>
        </label>
    }
    .into_any()
}

/// What can be chosen of the book.
fn parts(draft: Draft) -> AnyView {
    let leads = Memo::new(move |_| draft.counts.with(|counts| counts.leads));
    let territories = Memo::new(move |_| {
        draft.counts.with(|counts| counts.has_territories) || draft.choice.with(|choice| choice.territories)
    });
    let owned = move || if leads.get() { text::LED.now() } else { text::MINE.now() };
    let mine = tick(
        "keep-mine",
        owned.into_any(),
        Signal::derive(move || draft.choice.with(|choice| choice.mine)),
        Signal::derive(move || draft.counts.with(|counts| counts.mine)),
        Callback::new(move |(on,)| draft.choice.update(|choice| choice.mine = on)),
    );
    let in_territories = move || {
        territories.get().then(|| {
            tick(
                "keep-territories",
                t(text::TERRITORIES).into_any(),
                Signal::derive(move || draft.choice.with(|choice| choice.territories)),
                Signal::derive(move || draft.counts.with(|counts| counts.territories)),
                Callback::new(move |(on,)| draft.choice.update(|choice| choice.territories = on)),
            )
        })
    };
    let would = move || {
        let counts = draft.counts.get();
        draft.whole().then(|| text::would_keep(&format::count(counts.here), &format::count(counts.kept)))
    };
    view! {
        <fieldset class="check-list">
            <legend class="visually-hidden">{t(text::PARTLY)}</legend>
            {mine}
            {in_territories}
        </fieldset>
        {lately(draft)}
        <p role="status" data-count="would-keep">{would}</p>
        {move || partly_kept().then(|| view! { <p>{t(text::COUNTED_HERE)}</p> })}
    }
    .into_any()
}

fn tick(
    id: &'static str,
    label: AnyView,
    on: Signal<bool>,
    count: Signal<u32>,
    set: Callback<(bool,)>,
) -> AnyView {
    view! {
        <label class="check-row">
            <input type="checkbox" id=id prop:checked=on
                on:change=move |event| set.run((event_target_checked(&event),))/>
            <span>{label}</span>
            <span class="number">{move || text::number(&format::count(count.get()))}</span>
        </label>
    }
    .into_any()
}

/// Within how many days a record has to have changed.
fn lately(draft: Draft) -> AnyView {
    let options = Signal::derive(move || {
        let counts = draft.counts.with(|counts| counts.days);
        let days = DAYS.into_iter().zip(counts).map(|(days, count)| {
            (days.to_string(), text::lately_days(&format::count(count), &words::number(u64::from(days))))
        });
        [(String::new(), text::LATELY_NO.now().to_owned())].into_iter().chain(days).collect()
    });
    let value = Signal::derive(move || {
        draft.choice.with(|choice| choice.days).map(|days| days.to_string()).unwrap_or_default()
    });
    let choose = move |chosen: String| draft.choice.update(|choice| choice.days = chosen.parse().ok());
    super::select("keep-lately", text::LATELY, options, value, choose)
}

fn save(draft: Draft) -> AnyView {
    let unmade = Signal::derive(move || !draft.whole() || draft.meant() == kept().choice);
    let press = move || {
        let (choice, before) = untrack(|| (draft.meant(), kept().choice));
        dispatch_with(Request::Keep(choice), move |outcome| {
            if outcome.is_ok() {
                say(if before.covers(&choice) { text::SAVED_LESS } else { text::SAVED_MORE }.now());
            }
        });
    };
    view! {
        {move || (!draft.whole()).then(|| view! { <p>{t(text::CHOOSE_SOME)}</p> })}
        <Button label=t(text::SAVE) variant=Variant::Primary disabled=unmade on_press=press/>
    }
    .into_any()
}
