//! The window in which a pipeline is added or gets another name.

use super::super::fields::options::{self, New};
use super::super::form_end;
use super::{Asked, FIELD, OBJECT, of_pipeline};
use crate::components::{Dialog, DialogKind, Input};
use crate::state::pipelines as names;
use crate::state::{dispatch_undoable_or, explain, shaping};
use crate::words::{shaping as text, t};
use crm_core::messages::Request;
use crm_core::objects::pipeline;
use crm_core::value::Value;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::options::{CustomOption, PipelineStage};
use leptos::prelude::*;

/// The window. A new pipeline is shown when it is there.
pub(super) fn window(asked: RwSignal<Option<Asked>>, shown: RwSignal<String>) -> AnyView {
    let of_this =
        move || asked.get().filter(|asked| matches!(asked, Asked::NewPipeline(_) | Asked::Pipeline(_)));
    let open = Memo::new(move |_| of_this().is_some());
    let title = move || match of_this() {
        Some(Asked::Pipeline(value)) => text::rename_pipeline(&names::name(&value)),
        _ => text::ADD_PIPELINE.now().to_owned(),
    };
    let content = move || match of_this()? {
        Asked::NewPipeline(like) => Some(form(asked, shown, &Name::default(), Wanted::Like(like))),
        Asked::Pipeline(value) => {
            let found = untrack(shaping::pipelines).into_iter().find(|one| one.value == value)?;
            Some(form(asked, shown, &found.name, Wanted::Named(value)))
        }
        Asked::NewStage(_) | Asked::Stage(..) => None,
    };
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Ask>{content}</Dialog>
    }
    .into_any()
}

/// What saving does.
#[derive(Clone)]
enum Wanted {
    /// A new one with the stages of another.
    Like(String),
    /// Another name.
    Named(String),
}

fn form(asked: RwSignal<Option<Asked>>, shown: RwSignal<String>, before: &Name, wanted: Wanted) -> AnyView {
    let (name, bengali) = (RwSignal::new(before.plain.clone()), RwSignal::new(before.bengali.clone()));
    let failure = RwSignal::new(String::new());
    let fresh = matches!(wanted, Wanted::Like(_));
    let wanted = StoredValue::new(wanted);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if name.with_untracked(|name| name.trim().is_empty()) {
            return failure.set(text::NEEDS_STAGE_NAME.now().to_owned());
        }
        let names = vec![
            (pipeline::NAME.to_owned(), options::typed(name)),
            (pipeline::NAME_BN.to_owned(), options::typed(bengali)),
        ];
        let (request, value) = match wanted.get_value() {
            Wanted::Named(value) => {
                (Request::Set { record: pipeline::pipeline_of(&value), values: names }, None)
            }
            Wanted::Like(like) => {
                let value = options::drawn();
                (Request::Define { records: like_another(&value, names, &like) }, Some(value))
            }
        };
        let said = name.get_untracked();
        let done = move |_| {
            value.into_iter().for_each(|value| shown.set(value));
            asked.set(None);
        };
        let refused = move |why: &crm_core::commands::Refusal| failure.set(explain(why));
        dispatch_undoable_or(request, move || text::saved(&said), done, refused);
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            <Input label=t(text::NAME) id="pipeline-name" value=name first=true/>
            <Input label=t(text::NAME_BN) id="pipeline-name-bn" value=bengali/>
            {fresh.then(|| view! { <p class="access-hint">{t(text::PIPELINE_HINT)}</p> })}
            {form_end(failure)}
        </form>
    }
    .into_any()
}

/// A pipeline with stages of its own that are what those of another are.
fn like_another(value: &str, names: Vec<crm_core::commands::Assignment>, like: &str) -> Vec<New> {
    let last = untrack(shaping::pipelines).iter().map(|one| one.position).fold(0.0, f64::max);
    let mut values = names;
    values.push((pipeline::VALUE.to_owned(), Some(Value::Text(value.to_owned()))));
    values.push((pipeline::POSITION.to_owned(), Some(Value::Number(last + 1.0))));
    let mut records = vec![(pipeline::KEY.to_owned(), pipeline::pipeline_of(value), values)];
    let stages = untrack(|| of_pipeline(like)).into_iter().filter(|option| !option.retired);
    records.extend(stages.map(|option| {
        let stage = option.stage.map(|known| PipelineStage { pipeline: value.to_owned(), ..known });
        options::new(OBJECT, FIELD, &CustomOption { value: options::drawn(), stage, ..option })
    }));
    records
}
