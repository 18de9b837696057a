//! Sharing rules: records that others get, too.

use super::super::conditions::conditions;
use super::{Draft, audience, name, pick};
use crate::browser;
use crate::components::{Button, Variant};
use crate::words::{self, access as text, t};
use crm_core::ids::RuleId;
use crm_core::objects::{CATALOGUE, object};
use crm_core::policy::{Audience, Level, Shared, SharingRule};
use crm_core::views::query::Filter;
use leptos::prelude::*;

/// The rules.
pub(super) fn rules(draft: Draft) -> AnyView {
    let all = draft.read(|policy| policy.rules.iter().map(|one| one.id).collect::<Vec<_>>());
    let add = move || {
        let id = RuleId(browser::random());
        let name = text::NEW_RULE.now().to_owned();
        let what = Shared::OwnedBy(Audience::Everyone);
        let rule = SharingRule {
            id,
            name,
            object: "account".to_owned(),
            what,
            to: Audience::Everyone,
            level: Level::Read,
        };
        draft.change(|policy| policy.rules.push(rule));
    };
    view! {
        <p class="access-hint">{t(text::RULES_TEXT)}</p>
        <ul class="access-list">
            <For each=move || all.get() key=|id| *id children=move |id| row(draft, id)/>
        </ul>
        <Button label=t(text::ADD_RULE) on_press=add/>
    }
    .into_any()
}

fn set(draft: Draft, id: RuleId, set: impl FnOnce(&mut SharingRule)) {
    draft.change(|policy| {
        if let Some(rule) = policy.rules.iter_mut().find(|rule| rule.id == id) {
            set(rule);
        }
    });
}

fn read<T: Default + PartialEq + Send + Sync + 'static>(
    draft: Draft,
    id: RuleId,
    read: impl Fn(&SharingRule) -> T + Send + Sync + 'static,
) -> Memo<T> {
    draft.read(move |policy| policy.rules.iter().find(|rule| rule.id == id).map(&read).unwrap_or_default())
}

fn row(draft: Draft, id: RuleId) -> AnyView {
    let called = read(draft, id, |rule| rule.name.clone());
    let key = read(draft, id, |rule| rule.object.clone());
    let to = read(draft, id, |rule| rule.to.to_string());
    let level = read(draft, id, |rule| rule.level.to_string());
    let objects = Signal::derive(|| {
        let all = CATALOGUE.iter().filter(|one| !one.activity);
        all.map(|one| (one.key.to_owned(), words::object_many(one.key))).collect()
    });
    let levels = Signal::derive(|| {
        [("read", text::READ), ("write", text::WRITE)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let choose_object = move |chosen: String| {
        set(draft, id, |rule| {
            // Conditions on the fields of another object would say nothing.
            if let Shared::Where(filters) = &mut rule.what {
                filters.clear();
            }
            rule.object = chosen;
        });
    };
    let choose_to = move |chosen: String| {
        if let Ok(to) = chosen.parse() {
            set(draft, id, |rule| rule.to = to);
        }
    };
    let choose_level = move |chosen: String| {
        set(draft, id, |rule| rule.level = if chosen == "write" { Level::Write } else { Level::Read });
    };
    let remove = move || draft.change(|policy| policy.rules.retain(|rule| rule.id != id));
    view! {
        <li class="access-row">
            <div class="access-fields">
                {name(format!("rule-name-{id}"), called.into(), move |typed| set(draft, id, |rule| rule.name = typed))}
                {pick(format!("rule-object-{id}"), t(text::OBJECT), objects, key.into(), choose_object)}
            </div>
            {which(draft, id, key)}
            <div class="access-fields">
                {pick(format!("rule-to-{id}"), t(text::TO), audience::options(draft), to.into(), choose_to)}
                {pick(format!("rule-level-{id}"), t(text::LEVEL), levels, level.into(), choose_level)}
            </div>
            <Button label=move || text::remove_named(&called.get()) variant=Variant::Quiet on_press=remove/>
        </li>
    }
    .into_any()
}

fn which(draft: Draft, id: RuleId, key: Memo<String>) -> AnyView {
    let owners = read(draft, id, |rule| match &rule.what {
        Shared::OwnedBy(owners) => Some(owners.to_string()),
        Shared::Where(_) => None,
    });
    let filters = read(draft, id, |rule| match &rule.what {
        Shared::OwnedBy(_) => Vec::<Filter>::new(),
        Shared::Where(filters) => filters.clone(),
    });
    let by_owner = Memo::new(move |_| owners.with(Option::is_some));
    let kinds = Signal::derive(|| {
        [("owner", text::OWNED_BY), ("fields", text::HOLDING)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let kind = Signal::derive(move || if by_owner.get() { "owner" } else { "fields" }.to_owned());
    let choose = move |chosen: String| {
        let what =
            if chosen == "owner" { Shared::OwnedBy(Audience::Everyone) } else { Shared::Where(Vec::new()) };
        set(draft, id, |rule| rule.what = what);
    };
    let choose_owners = move |chosen: String| {
        if let Ok(owners) = chosen.parse() {
            set(draft, id, |rule| rule.what = Shared::OwnedBy(owners));
        }
    };
    let change = Callback::new(move |(filters,)| set(draft, id, |rule| rule.what = Shared::Where(filters)));
    let more = move || {
        if by_owner.get() {
            let value = Signal::derive(move || owners.get().unwrap_or_default());
            return Some(pick(
                format!("rule-owners-{id}"),
                t(text::OWNED_BY),
                audience::options(draft),
                value,
                choose_owners,
            ));
        }
        Some(conditions(object(&key.get())?, filters.into(), change, text::ALL_FALL_IN, false))
    };
    view! {
        <div class="access-fields">
            {pick(format!("rule-which-{id}"), t(text::WHICH), kinds, kind, choose)}
            <div class="access-wide">{more}</div>
        </div>
    }
    .into_any()
}
