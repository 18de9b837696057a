//! A link to a record of one object.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown, plain_written, written};
use crate::components::{Combobox, Offer, OffersFuture, Plain};
use crate::state::{erased, may_create};
use crate::words::fields as words;
use crate::{browser, engine_link, routes_to};
use crm_core::commands::Assignment;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Request};
use crm_core::objects;
use crm_core::value::{Link, Value};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Titles of linked records.
pub type Titles = Signal<BTreeMap<RecordId, String>>;

/// How many records are offered.
const OFFERS: u16 = 8;

/// A link to a record of one object.
pub(super) struct LinkView;

impl FieldView for LinkView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Link(link) = shown.value else { return None };
        title(shown.titles, link.record).or_else(|| gone(link.record)).map(|title| plain_written(&title))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Link(link) = shown.value else { return ().into_any() };
        anchor(link.record, shown.titles)
    }

    fn editor(&self, edit: Edit) -> AnyView {
        one_link(&edit)
    }
}

/// The title of a linked record, where this device has it.
pub(super) fn title(titles: Titles, record: RecordId) -> Option<String> {
    titles.with(|titles| titles.get(&record).cloned())
}

/// What is said of a record that was erased for good.
fn gone(record: RecordId) -> Option<String> {
    erased(record).then(|| words::ERASED.now().to_owned())
}

/// The title as the way to the record.
pub(super) fn anchor(record: RecordId, titles: Titles) -> AnyView {
    let shown = move || match title(titles, record) {
        Some(title) => {
            view! { <a class="record-link" href=routes_to::record(record)>{written(&title)}</a> }.into_any()
        }
        None => {
            let says = gone(record).unwrap_or_else(|| words::NOT_ON_DEVICE.now().to_owned());
            view! { <span class="field-missing">{says}</span> }.into_any()
        }
    };
    shown.into_any()
}

/// The editor of one link to any of the field's objects.
pub(super) fn one_link(edit: &Edit) -> AnyView {
    let ending = Ending::of(edit);
    let before = edit.value.clone();
    let start = match &before {
        Some(Value::Link(link)) => title(edit.titles, link.record).unwrap_or_default(),
        _ => String::new(),
    };
    let choose = move |link: Link| ending.commit(Some(Value::Link(link)));
    let leave = move |text: Option<String>| match text {
        Some(text) if text.trim().is_empty() => ending.commit(None),
        _ => ending.cancel(),
    };
    let input = finder(
        edit,
        start,
        Callback::new(move |(link,)| choose(link)),
        Callback::new(move |(text,)| leave(text)),
    );
    let read = Callback::new(move |()| Ok(before.clone()));
    framed(edit, ending, false, read, input)
}

/// A combobox over the records of the field's objects, which can also make one.
pub(super) fn finder(
    edit: &Edit,
    text: String,
    on_link: Callback<(Link,)>,
    on_leave: Callback<(Option<String>,)>,
) -> AnyView {
    let targets = edit.field.definition.links_to;
    let choose = move |offer: Offer| match (offer.new, parse_id(&offer.id)) {
        (false, Some(link)) => on_link.run((link,)),
        (true, _) => leptos::task::spawn_local(async move {
            match make(offer.id, offer.subtitle).await {
                Some(link) => on_link.run((link,)),
                None => on_leave.run((None,)),
            }
        }),
        (false, None) => on_leave.run((None,)),
    };
    let label = edit.field.label();
    view! {
        <Combobox label=label id=edit.id.clone() text=text first=edit.first on_leave=on_leave
            find=Callback::new(move |(text,)| find(targets, text)) on_choose=Callback::new(move |(offer,)| choose(offer))/>
    }
    .into_any()
}

fn parse_id(id: &str) -> Option<Link> {
    let (object, record) = id.split_once('/')?;
    Some(Link { object: object.to_owned(), record: record.parse().ok()? })
}

fn find(targets: &'static [&'static str], text: String) -> OffersFuture {
    Box::pin(async move {
        let object = (targets.len() == 1).then(|| targets[0].to_owned());
        let answer = engine_link::ask(Request::Search { text: text.clone(), object, limit: OFFERS }).await;
        let Ok(Answer::Found(found)) = answer else { return Vec::new() };
        let known = found.into_iter().filter(|found| targets.contains(&found.link.object.as_str()));
        let mut offers: Vec<Offer> = known
            .map(|found| Offer {
                id: format!("{}/{}", found.link.object, found.link.record),
                title: found.title,
                subtitle: found.subtitle,
                new: false,
            })
            .collect();
        let name = text.trim();
        if let [object] = targets
            && !name.is_empty()
            && may_create(object)
            && offers.iter().all(|offer| offer.title != name)
        {
            // The offer carries the object as its id and the typed name as its second line.
            offers.push(Offer {
                id: (*object).to_owned(),
                title: words::create(name),
                subtitle: name.to_owned(),
                new: true,
            });
        }
        offers
    })
}

/// Makes a record that is called so.
async fn make(object: String, name: String) -> Option<Link> {
    let record = RecordId(browser::random());
    let values = named(&object, &name);
    engine_link::ask(Request::Begin { object: object.clone(), record, values }).await.ok()?;
    Some(Link { object, record })
}

/// The fields that make a record be called so: for a person the last word is the last name.
fn named(object: &str, name: &str) -> Vec<Assignment> {
    let Some(definition) = objects::object(object) else { return Vec::new() };
    let text = |field: &str, text: &str| (field.to_owned(), Some(Value::Text(text.to_owned())));
    let person = definition.field("first_name").is_some() && definition.field("last_name").is_some();
    match (person, name.rsplit_once(' ')) {
        (true, Some((first, last))) => vec![text("first_name", first.trim()), text("last_name", last)],
        (true, None) => vec![text("first_name", name)],
        (false, _) => definition.title.first().map(|field| text(field, name)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_typed_name_fills_the_fields_of_the_title() {
        let fields =
            |object, name| named(object, name).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields("contact", "Rina Akter"), ["first_name", "last_name"]);
        assert_eq!(fields("contact", "Rina"), ["first_name"]);
        assert_eq!(fields("account", "Padma Textiles").len(), 1);
        assert!(fields("unknown", "x").is_empty());
    }
}
