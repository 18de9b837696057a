//! The choices of built-in fields: renamed, coloured, offered no more, and more of them.

use super::options::{self, Offered};
use super::split;
use crate::components::{Dialog, DialogKind, IconButton};
use crate::engine_link;
use crate::icons::Icon;
use crate::routes_to;
use crate::screens::settings::form_end;
use crate::state::{explain, note_saved, say, shaping};
use crate::words::{self, shaping as text, t};
use crm_core::commands::Refusal;
use crm_core::messages::Request;
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::views::shaping::Name;
use crm_core::views::shaping::options::CustomOption;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A field of an object.
type Of = (&'static str, &'static FieldDefinition);

/// The fields of the object that take choices of a team's own, and the window in which they are changed.
pub(super) fn choices(object: RwSignal<&'static ObjectDefinition>) -> AnyView {
    let asked = RwSignal::new(None::<Of>);
    let listed = move || {
        let definition = object.get();
        // Stages say more than other choices: they have a place of their own.
        let open = definition.fields.iter().filter(|field| field.open.is_some());
        let rows: Vec<AnyView> = open.map(|field| row((definition.key, field), asked)).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="panel" data-setting="choices">
                    <h3>{t(text::BUILT_IN)}</h3>
                    <p>{t(text::BUILT_IN_TEXT)}</p>
                    <ul class="fields-list">{rows}</ul>
                </section>
            }
        })
    };
    view! { {listed}{window(asked)} }.into_any()
}

fn row(of: Of, asked: RwSignal<Option<Of>>) -> AnyView {
    let (object, field) = of;
    let name = move || words::field(object, field.key);
    let stages = field.choices.iter().any(|choice| choice.stage.is_some());
    let offered = move || {
        let all = shaping::choices(field).into_iter().filter(|option| !option.retired);
        all.map(|option| words::choice(object, field.key, &option.value)).collect::<Vec<_>>().join(", ")
    };
    let button = if stages {
        let there = format!("{}#pipelines", routes_to::SETTINGS);
        view! { <a class="button" data-variant="quiet" href=there>{t(text::PIPELINES)}</a> }.into_any()
    } else {
        let label = move || text::change(&name());
        view! { <IconButton icon=Icon::Pencil label=label on_press=move || asked.set(Some(of))/> }.into_any()
    };
    view! {
        <li class="fields-row" data-field=field.key>
            <span class="fields-name">{name}</span>
            <span class="fields-rest fields-few">{offered}{move || split(&shaping::split(field))}</span>
            <span class="fields-buttons">{button}</span>
        </li>
    }
    .into_any()
}

fn window(asked: RwSignal<Option<Of>>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || {
        let (object, field) = asked.get()?;
        Some(text::offers(&words::field(object, field.key)))
    };
    let title = move || title().unwrap_or_default();
    let content = move || asked.get().map(|of| form(of, asked));
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// The options with the names that they have by themselves, where the team gave none.
pub(in crate::screens::settings) fn with_names(
    (object, field): Of,
    options: Vec<CustomOption>,
) -> Vec<CustomOption> {
    let named = |mut option: CustomOption| {
        let [plain, bengali] = words::built_in_choice(object, field.key, &option.value).map(str::to_owned);
        if option.name.plain.is_empty() {
            let bengali = Some(option.name.bengali).filter(|own| !own.is_empty()).unwrap_or(bengali);
            option.name = Name { plain, bengali };
        }
        option
    };
    options.into_iter().map(named).collect()
}

fn form(of: Of, asked: RwSignal<Option<Of>>) -> AnyView {
    // Compared with what stood there when the window opened, so that what others change meanwhile stays.
    let before = StoredValue::new(with_names(of, untrack(|| shaping::choices(of.1))));
    let offered: RwSignal<Vec<Offered>> = RwSignal::new(before.with_value(|before| options::of(before)));
    let failure = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            match save(of, &before.get_value(), &offered.get_untracked()).await {
                Ok(()) => {
                    note_saved();
                    say(&text::saved(&words::field(of.0, of.1.key)));
                    asked.set(None);
                }
                Err(why) => failure.set(explain(&why)),
            }
        });
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            {options::editor(offered)}
            {form_end(failure)}
        </form>
    }
    .into_any()
}

async fn save(of: Of, before: &[CustomOption], offered: &[Offered]) -> Result<(), Refusal> {
    let (object, field) = of;
    let set = field.options_of(object).unwrap_or(object);
    let mut records = options::made(set, field.key, offered, before);
    records.extend(options::changed(set, field.key, offered, before));
    engine_link::ask(Request::Define { records }).await.map(drop)
}
