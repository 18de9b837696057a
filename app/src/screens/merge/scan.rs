//! What may be there twice in the book, the likeliest first: to be made one, or to be told apart.

use crate::browser;
use crate::components::{EmptyState, Pill, Tone};
use crate::format;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::screens::{awaiting, not_found};
use crate::shell::{heading, object_icon};
use crate::state::{Watching, app, say, watching};
use crate::words::{self, Word, merge as text, named, t};
use crm_core::commands::merge::{MOST, OBJECTS};
use crm_core::ids::RecordId;
use crm_core::messages::{DuplicatesView, MaybeOne, View, Watch};
use crm_core::views::duplicates::Reason;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeSet;

/// Groups that somebody told apart, on this device.
const APART: &str = "halkhata.apart";

/// The page.
pub fn duplicates() -> AnyView {
    let params = use_params_map();
    let object = Memo::new(move |_| params.with(|params| params.get("object")).unwrap_or_default());
    let page = move || match OBJECTS.into_iter().find(|known| *known == object.get()) {
        Some(object) => untrack(|| of_object(object)),
        None => not_found(),
    };
    page.into_any()
}

fn of_object(object: &'static str) -> AnyView {
    heading(move || text::duplicates_of(&words::object_many(object)));
    let view: Watching<DuplicatesView> = watching(
        move || Some(Watch::Duplicates { object: object.to_owned() }),
        |view| {
            let View::Duplicates(found) = view else { return None };
            Some(found)
        },
    );
    let apart = RwSignal::new(told_apart());
    let content = move || match view.get() {
        None => awaiting(),
        Some(DuplicatesView { looking: Some((done, all)), .. }) => looking(done, all),
        Some(found) => listed(object, &found.groups, apart),
    };
    view! {
        <div class="duplicates-page">
            <a class="button" data-variant="quiet" href=routes_to::list(object)>{t(words::board::AS_LIST)}</a>
            {content}
        </div>
    }
    .into_any()
}

fn looking(done: u32, all: u32) -> AnyView {
    let said = move || format!("{} {}", text::FINDING.now(), format::count(done.min(all)));
    view! {
        <div class="duplicates-looking" role="status">
            <p>{said}</p>
            <progress max=all.max(1).to_string() value=done.to_string() aria-label=t(text::FINDING)></progress>
        </div>
    }
    .into_any()
}

fn listed(object: &'static str, groups: &[MaybeOne], apart: RwSignal<BTreeSet<String>>) -> AnyView {
    let known = apart.get();
    let rows: Vec<AnyView> = groups
        .iter()
        .filter(|group| !known.contains(&key_of(group)))
        .map(|group| row(object, group, apart))
        .collect();
    if rows.is_empty() {
        return view! { <EmptyState icon=Icon::CircleCheck heading=t(text::NONE) text=t(text::NONE_TEXT)/> }
            .into_any();
    }
    view! {
        <p class="bin-lead">{t(text::LEAD_SCAN)}</p>
        <ul class="duplicates-groups">{rows}</ul>
    }
    .into_any()
}

fn row(object: &'static str, group: &MaybeOne, apart: RwSignal<BTreeSet<String>>) -> AnyView {
    let one = |(link, title): &(crm_core::value::Link, String)| {
        let kind = link.object.clone();
        view! {
            <li class="duplicates-record">
                <span class="today-icon"><IconView icon=object_icon(&link.object)/></span>
                <a href=routes_to::record(link.record)>{named(title)}</a>
                " "
                <span class="merge-made">{move || words::object_one(&kind)}</span>
            </li>
        }
    };
    let why = group.reasons.iter().map(|reason| {
        view! { <Pill tone=Tone::Neutral label=t(word(*reason))/> }
    });
    // A lead and a contact are not made one: the lead is converted, or deleted.
    let same = group.records.iter().filter(|(link, _)| link.object == object);
    let same: Vec<RecordId> = same.map(|(link, _)| link.record).take(MOST).collect();
    let names = group.records.first().map(|(_, title)| named(title)).unwrap_or_default();
    let compare = (same.len() > 1).then(|| {
        let records = same.clone();
        let label = text::compare_named(&names);
        view! {
            <button type="button" class="button" data-variant="primary" aria-label=label
                on:click=move |_| app().merging.set(records.clone())>
                <span class="button-label">{t(text::COMPARE)}</span>
            </button>
        }
    });
    let key = key_of(group);
    let tell_apart = move |_| {
        apart.update(|apart| apart.extend([key.clone()]));
        apart.with_untracked(keep_apart);
        say(text::DIFFERENT_SAID.now());
    };
    let label = text::different_named(&names);
    view! {
        <li class="duplicates-group">
            <ul class="duplicates-records">{group.records.iter().map(one).collect_view()}</ul>
            <div class="duplicates-why">
                <Pill tone=Tone::Info label=text::likely(&format::percent(f64::from(group.score)))/>
                {why.collect_view()}
            </div>
            <div class="duplicates-buttons">
                {compare}
                <button type="button" class="button" data-variant="quiet" aria-label=label on:click=tell_apart>
                    <span class="button-label">{t(text::DIFFERENT)}</span>
                </button>
            </div>
        </li>
    }
    .into_any()
}

const fn word(reason: Reason) -> Word {
    match reason {
        Reason::SameEmail => text::SAME_EMAIL,
        Reason::SamePhone => text::SAME_PHONE,
        Reason::SameName => text::SAME_NAME,
        Reason::LikeName => text::LIKE_NAME,
        Reason::SameAddress => text::SAME_ADDRESS,
        Reason::LikeAddress => text::LIKE_ADDRESS,
        Reason::SameBirthday => text::SAME_BIRTHDAY,
        Reason::LikeBirthday => text::LIKE_BIRTHDAY,
        Reason::SameDomain => text::SAME_DOMAIN,
        Reason::SameCompany => text::SAME_COMPANY,
    }
}

/// A group by its records: another one of them makes it another group.
fn key_of(group: &MaybeOne) -> String {
    let mut ids: Vec<String> = group.records.iter().map(|(link, _)| link.record.to_string()).collect();
    ids.sort_unstable();
    ids.join("-")
}

fn told_apart() -> BTreeSet<String> {
    let kept = browser::kept(APART).unwrap_or_default();
    kept.lines().map(str::to_owned).collect()
}

fn keep_apart(apart: &BTreeSet<String>) {
    let lines: Vec<&str> = apart.iter().map(String::as_str).collect();
    browser::keep(APART, &lines.join("\n"));
}
