//! Which board is shown: of which object, by which of its fields, of stages by which pipeline. Field and pipeline are those
//! that were chosen last on this device.

use crate::browser;
use crate::icons::{Icon, IconView};
use crate::state::pipelines::{name, offered, retired};
use crate::state::{may_read, shaping};
use crate::words::{self, board as text, t};
use crm_core::fields::Kind;
use crm_core::objects::{FieldDefinition, ObjectDefinition, pipeline};
use leptos::prelude::*;

const PIPELINE: &str = "halkhata.pipeline";
const FIELD: &str = "halkhata.board.";

/// What a board is made of.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// Records of this object.
    pub(super) object: &'static ObjectDefinition,
    /// By this field.
    pub(super) field: Memo<String>,
    /// Of stages: of this pipeline.
    pub(super) pipeline: Memo<String>,
    wanted_field: RwSignal<String>,
    wanted_pipeline: RwSignal<String>,
    /// Whether the pipeline was picked on this page.
    picked: RwSignal<bool>,
}

/// The fields by which a board can be made.
fn fields(object: &'static ObjectDefinition) -> impl Iterator<Item = &'static FieldDefinition> {
    let all = shaping::all_fields(object);
    all.filter(|field| field.kind == Kind::Choice && !field.system && may_read(object.key, field.key))
}

/// Whether the object has a board.
pub fn has_board(object: &'static ObjectDefinition) -> bool {
    fields(object).next().is_some()
}

impl Chosen {
    pub(super) fn of(object: &'static ObjectDefinition) -> Self {
        let kept = |key: &str| RwSignal::new(browser::kept(key).unwrap_or_default());
        let wanted_field = kept(&format!("{FIELD}{}", object.key));
        let wanted_pipeline = kept(PIPELINE);
        let usual = object.board;
        let field = Memo::new(move |_| {
            let wanted = wanted_field.get();
            let known: Vec<&str> = fields(object).map(|field| field.key).collect();
            let first = known.iter().find(|key| usual == Some(**key)).or(known.first());
            let found = known.iter().find(|key| **key == wanted).or(first);
            found.map(|key| (*key).to_owned()).unwrap_or_default()
        });
        // The first where the one that was kept is offered no more. A retired one is looked at when it is asked for: deals
        // may stand in it still.
        let picked = RwSignal::new(false);
        let pipeline = Memo::new(move |_| {
            let wanted = wanted_pipeline.get();
            let there = offered().contains(&wanted) || picked.get() && retired().contains(&wanted);
            if there { wanted } else { pipeline::FIRST.to_owned() }
        });
        Self { object, field, pipeline, wanted_field, wanted_pipeline, picked }
    }

    /// Whether it is the board of deals by stage.
    pub(super) fn staged(self) -> bool {
        self.object.key == "deal" && self.field.with(|field| field == "stage")
    }

    /// The choice between fields, and of stages that between pipelines; nothing where there is but one.
    pub(super) fn switches(self) -> AnyView {
        let by = move || {
            let all: Vec<(String, String)> = fields(self.object)
                .map(|field| {
                    (field.key.to_owned(), text::by_field(&words::field(self.object.key, field.key)))
                })
                .collect();
            let choose = move |wanted: String| {
                browser::keep(&format!("{FIELD}{}", self.object.key), &wanted);
                self.wanted_field.set(wanted);
            };
            select(text::BY, all, self.field, choose)
        };
        let of = move || {
            let used = offered().into_iter().map(|value| (value.clone(), name(&value)));
            let former =
                retired().into_iter().map(|value| (value.clone(), text::retired_pipeline(&name(&value))));
            let all = used.chain(former).collect();
            let choose = move |wanted: String| {
                browser::keep(PIPELINE, &wanted);
                self.picked.set(true);
                self.wanted_pipeline.set(wanted);
            };
            self.staged().then(|| select(text::PIPELINE, all, self.pipeline, choose))
        };
        view! { {of}{by} }.into_any()
    }
}

fn select(
    label: words::Word,
    all: Vec<(String, String)>,
    now: Memo<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    if all.len() < 2 {
        return ().into_any();
    }
    let option = |(value, label): (String, String)| {
        let chosen = now.get() == value;
        view! { <option value=value selected=chosen>{label}</option> }
    };
    view! {
        <span class="select-box board-choice">
            <select class="input select" aria-label=t(label) on:change=move |event| choose(event_target_value(&event))>
                {all.into_iter().map(option).collect_view()}
            </select>
            <IconView icon=Icon::ChevronDown/>
        </span>
    }
    .into_any()
}
