//! Who sees one record, and giving it to more.

use super::{people, pick, reasons, roles};
use crate::components::{Button, Variant};
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::state::{app, say, watching};
use crate::words::{access as text, t};
use crm_accounts::AccountError;
use crm_core::ids::RecordId;
use crm_core::messages::{AccessView, View, Watch};
use crm_core::policy::{Audience, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What stands in the window: everybody who sees the record that was asked about, and why.
pub fn record_access(record: RecordId) -> AnyView {
    let access = watching(
        move || Some(Watch::Access { record }),
        |view| {
            let View::Access(access) = view else { return None };
            Some(access)
        },
    );
    let shown = move || match access.get() {
        Some(Some(access)) => content(record, &access),
        Some(None) => view! { <p>{t(text::WHY_OPEN)}</p> }.into_any(),
        None => awaiting(),
    };
    view! { <div class="access-window">{shown}</div> }.into_any()
}

fn content(record: RecordId, access: &AccessView) -> AnyView {
    let rows = access.people.iter().map(|(person, sight)| {
        view! {
            <li class="access-seen">
                <strong>{people::named(*person)}</strong>
                <span class="access-verdict">{reasons::verdict(sight)}</span>
                <span class="access-hint">{reasons::why(sight, None)}</span>
            </li>
        }
    });
    let shares = (!access.shares.is_empty()).then(|| {
        let audiences = access.audiences.clone();
        let rows = access.shares.iter().map(move |(to, level)| {
            let (to, name) = (*to, named(*to, &audiences));
            let word = if *level == crm_core::policy::Level::Write { text::WRITE } else { text::READ };
            view! {
                <li class="access-seen">
                    <strong>{name.clone()}</strong>
                    <span class="access-verdict">{t(word)}</span>
                    <Button label=text::unshare_named(&name) variant=Variant::Quiet on_press=move || give(record, to, None)/>
                </li>
            }
        });
        view! { <h3>{t(text::SHARED_BY_HAND)}</h3><ul class="access-list">{rows.collect_view()}</ul> }
    });
    let form = (!access.open).then(|| form(record, access));
    view! { <ul class="access-list">{rows.collect_view()}</ul>{shares}{form} }.into_any()
}

fn named(audience: Audience, all: &[(Audience, String)]) -> String {
    let found =
        || all.iter().find(|(one, _)| *one == audience).map(|(_, name)| name.clone()).unwrap_or_default();
    match audience {
        Audience::Everyone => text::EVERYONE.now().to_owned(),
        Audience::Person(person) => people::named(person),
        Audience::Role(id) | Audience::RoleAndBelow(id) => {
            roles::named(&Role { id, name: found(), parent: None, peers: false })
        }
        Audience::Territory(_) => text::territory_named(&found()),
    }
}

fn form(record: RecordId, access: &AccessView) -> AnyView {
    let (to, level) = (RwSignal::new(String::new()), RwSignal::new("read".to_owned()));
    let audiences = access.audiences.clone();
    let options = Signal::derive(move || {
        let none = std::iter::once((String::new(), text::NOBODY_CHOSEN.now().to_owned()));
        let people = app().sync.with(|sync| {
            let people = sync.as_ref().map_or(&[][..], |sync| &sync.people);
            people
                .iter()
                .map(|one| (Audience::Person(one.person).to_string(), one.name.clone()))
                .collect::<Vec<_>>()
        });
        let groups = audiences.iter().map(|(one, _)| (one.to_string(), named(*one, &audiences)));
        none.chain(people).chain(groups).collect()
    });
    let levels = Signal::derive(|| {
        [("read", text::READ), ("write", text::WRITE)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let none = Memo::new(move |_| to.with(String::is_empty));
    let share = move || {
        if let Ok(audience) = to.get_untracked().parse() {
            give(record, audience, Some(level.get_untracked()));
            to.set(String::new());
        }
    };
    view! {
        <div class="access-fields">
            {pick("share-to".to_owned(), t(text::SHARE_WITH), options, to.into(), move |chosen| to.set(chosen))}
            {pick("share-level".to_owned(), t(text::LEVEL), levels, level.into(), move |chosen| level.set(chosen))}
        </div>
        <Button label=t(text::SHARE) variant=Variant::Primary disabled=Signal::derive(move || none.get())
            reason=t(text::NOBODY_CHOSEN) on_press=share/>
    }
    .into_any()
}

/// Gives the record to others, or takes it back; the relay decides, so this needs a network.
fn give(record: RecordId, to: Audience, level: Option<String>) {
    spawn_local(async move {
        match crm_accounts::share(record.to_string(), to.to_string(), level).await {
            Ok(()) => say(text::SHARED.now()),
            Err(AccountError::Unreachable) => say(text::SHARE_NEEDS_NETWORK.now()),
            Err(error) => say(&explain_account(&error)),
        }
    });
}
