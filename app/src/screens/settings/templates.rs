//! Begin with a template: what each brings, and adding it. The engine has the definitions.

use super::part;
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::state::{app, dispatch, dispatch_undoable_or, say_why};
use crate::words::{Word, common, t, templates as text};
use crm_core::commands::{Reason, Refusal};
use crm_core::exchange::templates::Template;
use crm_core::messages::{Answer, Request};
use crm_core::objects::{field, option, pipeline, placement, section, shared_view};
use crm_core::value::Link;
use leptos::prelude::*;

/// What a card says.
struct Card {
    name: Word,
    whom: Word,
    brings: [Word; 4],
}

const fn card_of(template: Template) -> Card {
    match template {
        Template::Services => Card {
            name: text::SERVICES,
            whom: text::SERVICES_FOR,
            brings: [
                text::SERVICES_FIELDS,
                text::SERVICES_STAGES,
                text::SERVICES_RULES,
                text::SERVICES_VIEWS,
            ],
        },
        Template::Wholesale => Card {
            name: text::WHOLESALE,
            whom: text::WHOLESALE_FOR,
            brings: [
                text::WHOLESALE_FIELDS,
                text::WHOLESALE_STAGES,
                text::WHOLESALE_RULES,
                text::WHOLESALE_VIEWS,
            ],
        },
        Template::Support => Card {
            name: text::SUPPORT,
            whom: text::SUPPORT_FOR,
            brings: [text::SUPPORT_FIELDS, text::SUPPORT_STAGES, text::SUPPORT_RULES, text::SUPPORT_VIEWS],
        },
    }
}

type Asked = RwSignal<Option<Template>>;

/// The part of the book's settings.
pub(super) fn templates() -> AnyView {
    let (asked, came) = (Asked::new(None), RwSignal::new(String::new()));
    let content = view! {
        <p>{t(text::LEAD)}</p>
        <ul class="template-cards">{Template::ALL.map(|template| card(template, asked))}</ul>
        <p class="template-came" role="status">{move || came.get()}</p>
        {window(asked, came)}
    };
    part("templates", text::TITLE, content)
}

fn card(template: Template, asked: Asked) -> AnyView {
    let Card { name, whom, brings } = card_of(template);
    let line = |word: Word| view! { <li>{t(word)}</li> };
    view! {
        <li class="template-card" data-template=template.key()>
            <h4>{t(name)}</h4>
            <p class="template-whom">{t(whom)}</p>
            <ul class="template-brings">{brings.map(line)}</ul>
            <Button label=move || text::use_named(name.now()) on_press=move || asked.set(Some(template))/>
        </li>
    }
    .into_any()
}

/// Asks whether sample records come along.
fn window(asked: Asked, came: RwSignal<String>) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let samples = RwSignal::new(true);
    let name = move || asked.get().map(|template| card_of(template).name.now()).unwrap_or_default();
    let go = move || {
        if let Some(template) = asked.get_untracked() {
            asked.set(None);
            begin(template, samples.get_untracked(), came);
        }
    };
    let footer = move || {
        view! {
            <Button label=t(common::CANCEL) on_press=move || asked.set(None)/>
            <Button label=t(text::ADD) variant=Variant::Primary on_press=go/>
        }
    };
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=move || text::use_named(name())
            kind=DialogKind::Ask footer=footer>
            <p>{t(text::ADDS)}</p>
            <label class="check-row">
                <input type="checkbox" prop:checked=move || samples.get()
                    on:change=move |_| samples.update(|with| *with = !*with)/>
                <span>{t(text::WITH_SAMPLES)}</span>
            </label>
        </Dialog>
    }
    .into_any()
}

/// The definitions first: by them a sample deal is as likely as its stage says. What is here already is no reason to leave
/// the samples out.
fn begin(template: Template, samples: bool, came: RwSignal<String>) {
    let name = card_of(template).name;
    let fill = move || {
        if samples {
            let language = app().settings.with_untracked(|settings| settings.language.clone());
            dispatch(Request::Demo { language, template: Some(template) });
        }
    };
    let added = move |answer: Answer| {
        if let Answer::Records(links) = answer {
            came.set(text::brought(&kinds(&links)));
        }
        fill();
    };
    let refused = move |why: &Refusal| {
        if why.reason == Reason::NothingToDo {
            came.set(text::nothing(name.now()));
            fill();
        } else {
            say_why(why);
        }
    };
    dispatch_undoable_or(Request::Template(template), move || text::added(name.now()), added, refused);
}

/// How many of each kind were made, in words.
fn kinds(made: &[Link]) -> String {
    let of = |objects: &[&str]| {
        let found = made.iter().filter(|link| objects.contains(&link.object.as_str())).count();
        u64::try_from(found).unwrap_or_default()
    };
    let forms = of(&[section::KEY, placement::KEY]);
    let named = [field::KEY, option::KEY, pipeline::KEY, section::KEY, placement::KEY, shared_view::KEY];
    let rules = u64::try_from(made.len()).unwrap_or_default() - of(&named);
    let said = [
        (of(&[field::KEY]), text::made_fields as fn(u64) -> String),
        (of(&[option::KEY]), text::made_choices),
        (of(&[pipeline::KEY]), text::made_pipelines),
        (forms, text::made_forms),
        (rules, text::made_rules),
        (of(&[shared_view::KEY]), text::made_views),
    ];
    let some = said.into_iter().filter(|(number, _)| *number > 0);
    some.map(|(number, words)| words(number)).collect::<Vec<_>>().join(", ")
}
