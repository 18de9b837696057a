//! Links to records of one object, each with a role.

use super::frame::{Ending, framed};
use super::link::{anchor, finder, title};
use super::{Edit, FieldView, Shown};
use crate::components::{IconButton, Plain};
use crate::icons::Icon;
use crate::words::fields as words;
use crm_core::fields::Part;
use crm_core::ids::RecordId;
use crm_core::value::{Link, Member, Value};
use leptos::prelude::*;

/// Links to records of one object, each with a role.
pub(super) struct LinksView;

impl FieldView for LinksView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let names = records(shown).into_iter().filter_map(|(record, _)| title(shown.titles, record));
        Some(Plain::text("span", names.collect::<Vec<_>>().join(", ")))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let (field, titles) = (shown.field, shown.titles);
        let row = |(record, role): (RecordId, String)| {
            let role = (!role.is_empty()).then(|| field.choice(&role));
            view! { <li class="contact-row">{anchor(record, titles)}<span class="contact-label">{role}</span></li> }
        };
        view! { <ul class="contact-rows">{records(shown).into_iter().map(row).collect_view()}</ul> }
            .into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Members(members)) => members.clone(),
            _ => Vec::new(),
        };
        let (titles, links) = (edit.titles, RwSignal::new(start));
        let fresh = RwSignal::new(0_u32);
        let read = Callback::new(move |()| {
            let members = links.get_untracked();
            Ok((!members.is_empty()).then_some(Value::Members(members)))
        });
        let chip = move |member: Member| {
            let record = member.key.split_once('/').and_then(|(_, record)| record.parse().ok());
            let name = move || {
                record.and_then(|record| title(titles, record)).unwrap_or_else(|| member.text.clone())
            };
            let (shown, key) = (name.clone(), member.key.clone());
            let remove = move || links.update(|links| links.retain(|link| link.key != key));
            view! {
                <span class="tag">
                    <span class="tag-word">{shown}</span>
                    <IconButton icon=Icon::Cross label=move || words::remove(&name()) on_press=remove/>
                </span>
            }
        };
        let take = Callback::new(move |(link,): (Link,)| {
            links.update(|links| add(links, &link));
            fresh.update(|fresh| *fresh += 1);
        });
        let leave = Callback::new(|(_,): (Option<String>,)| {});
        let own = edit.clone();
        // Each taken link starts the search afresh.
        let search = move || {
            fresh.track();
            finder(&own, String::new(), take, leave)
        };
        let inputs = view! {
            <div class="tag-editor">
                <For each=move || links.get() key=|link| link.key.clone() children=chip/>
                {search}
            </div>
        };
        framed(&edit, Ending::of(&edit), false, read, inputs.into_any())
    }
}

fn records(shown: &Shown<'_>) -> Vec<(RecordId, String)> {
    let parts = shown.field.definition.kind.behaviour().show(shown.value);
    let link = |part| if let Part::Link { record, role, .. } = part { Some((record, role)) } else { None };
    parts.into_iter().filter_map(link).collect()
}

fn add(links: &mut Vec<Member>, link: &Link) {
    let key = format!("{}/{}", link.object, link.record);
    if links.iter().all(|other| other.key != key) {
        let order = u8::try_from(links.len()).unwrap_or(u8::MAX);
        links.push(Member { key, order, label: String::new(), text: String::new() });
    }
}
