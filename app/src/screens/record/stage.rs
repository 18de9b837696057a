//! The stages of a deal's pipeline as a bar, and how long it has been in its stage; a press moves it on.

use super::Page;
use crate::components::{Pill, Step, Stepper, Tone};
use crate::format;
use crate::screens::moving::move_deal;
use crate::state::shaping;
use crate::words::{self, board as text};
use crm_core::objects::Outcome;
use crm_core::value::Value;
use crm_core::views::shaping::options::CustomOption;
use leptos::prelude::*;

const FIELD: &str = "stage";

/// The bar; nothing for what has no stages.
pub(super) fn stage(page: Page) -> AnyView {
    let object = page.definition.key;
    if object != "deal" {
        return ().into_any();
    }
    let current = Memo::new(move |_| match page.value(FIELD) {
        Some(Value::Text(id)) => id,
        _ => String::new(),
    });
    let steps = Signal::derive(move || {
        let (stages, now) = (shaping::stages(), current.get());
        let pipeline = shaping::pipeline_of(&now);
        // A stage that is offered no more stays on the bar of a deal that is in it.
        let here = |option: &&CustomOption| {
            let own = option.stage.as_ref().is_some_and(|known| known.pipeline == pipeline);
            own && (!option.retired || option.value == now)
        };
        let step = |option: &CustomOption| Step {
            id: option.value.clone(),
            label: words::choice(object, FIELD, &option.value),
            hue: option.hue,
        };
        stages.all().iter().filter(here).map(step).collect::<Vec<_>>()
    });
    let pick = move |(stage,): (String,)| {
        if stage != current.get_untracked() {
            move_deal(page.record, stage, None);
        }
    };
    view! {
        <div class="record-stage">
            <Stepper label=move || words::field(object, FIELD) steps=steps current=current on_pick=pick/>
            {days(page, current)}
        </div>
    }
    .into_any()
}

/// For how many days an open deal has been in its stage; marked where they are more than is usual there.
fn days(page: Page, current: Memo<String>) -> impl IntoView {
    move || {
        let stages = shaping::stages();
        let now = current.get();
        let Some(Value::Moment(entered)) = page.value("stage_entered_at") else { return None };
        let days = u64::try_from(format::today() - format::day_of(entered)).unwrap_or_default();
        if days == 0 || stages.outcome(&now) != Outcome::Open {
            return None;
        }
        let usual = stages.get(&now).map_or(0, |known| u64::from(known.stage.days));
        let (tone, label) = if usual > 0 && days > usual {
            (Tone::Warn, text::stalled(days, &words::number(usual)))
        } else {
            (Tone::Neutral, text::in_stage(days))
        };
        Some(view! { <Pill tone=tone label=label/> })
    }
}
