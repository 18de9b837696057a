//! The way to a setting: a search over all of them, or their groups.

use super::catalogue::{Group, Setting, matching};
use super::point_at;
use crate::browser;
use crate::components::SearchField;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::words::{settings as text, t};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The search, and below it what it finds; the groups while nothing is typed.
pub(super) fn find(group: Memo<Group>, named: Memo<Option<Group>>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let searching = Memo::new(move |_| typed.with(|typed| !typed.trim().is_empty()));
    let found = move || {
        let found = typed.with(|typed| matching(typed));
        view! {
            <p class="settings-none" role="status">{found.is_empty().then(|| text::NONE_FOUND.now())}</p>
            <ul class="settings-links" aria-label=t(text::FOUND)>
                {found.into_iter().map(result).collect_view()}
            </ul>
        }
        .into_any()
    };
    let groups = move || {
        let links = Group::ALL.into_iter().filter(|group| group.here()).map(|one| link(one, group, named));
        view! { <ul class="settings-links">{links.collect_view()}</ul> }.into_any()
    };
    view! {
        <search class="settings-find" on:keydown=walk>
            <SearchField label=t(text::FIND) value=typed on_input=move |(text,): (String,)| typed.set(text)/>
            <nav aria-label=t(text::GROUPS)>{move || if searching.get() { found() } else { groups() }}</nav>
        </search>
    }
    .into_any()
}

fn link(group: Group, shown: Memo<Group>, named: Memo<Option<Group>>) -> AnyView {
    let (name, says) = group.words();
    // On a phone the list of groups is a page of its own, on which none is shown.
    let current = move || (shown.get() == group).then(|| if named.get().is_some() { "page" } else { "true" });
    view! {
        <li>
            <a class="settings-link" href=format!("{}#{}", routes_to::SETTINGS, group.id()) aria-current=current>
                <IconView icon=group.icon() size=20/>
                <span class="settings-name">{t(name)}</span>
                <span class="settings-says">{t(says)}</span>
                <IconView icon=Icon::ChevronRight/>
            </a>
        </li>
    }
    .into_any()
}

fn result(setting: &'static Setting) -> AnyView {
    let (group, _) = setting.group.words();
    // An address that is there already changes nothing, so the press points at it again.
    let again = move |_| browser::after(0, move || point_at(setting.id));
    view! {
        <li>
            <a class="settings-link" href=setting.address() on:click=again>
                <IconView icon=setting.group.icon() size=20/>
                <span class="settings-name">{t(setting.name)}</span>
                <span class="settings-says">{t(group)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Down and Up go from the field through the links and back; Enter in the field opens the first.
#[expect(clippy::needless_pass_by_value, reason = "events are handed over")]
fn walk(event: leptos::ev::KeyboardEvent) {
    let active = browser::document().active_element();
    let in_field = active.as_ref().is_some_and(|active| active.tag_name() == "INPUT");
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Enter" if in_field => 0,
        _ => return,
    };
    let Ok(all) = browser::document().query_selector_all(".settings-find :is(input, .settings-link)") else {
        return;
    };
    let item = |place: u32| all.item(place).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
    let at = (0..all.length()).find(|place| {
        let one = item(*place).map(web_sys::Element::from);
        one.is_some() && one == active
    });
    let to = at.and_then(|at| i64::from(at).checked_add(step)).and_then(|to| u32::try_from(to).ok());
    event.prevent_default();
    match (step, to.and_then(item)) {
        (0, _) => {
            if let Some(first) = item(1) {
                first.click();
            }
        }
        (_, Some(next)) => drop(next.focus()),
        (_, None) => {}
    }
}
