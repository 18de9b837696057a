//! Which pipelines there are to choose from, and what they are called.

use super::shaping;
use crate::words::board as text;
use crm_core::objects::pipeline;

/// The pipelines that are offered, the one that every team has first.
pub fn offered() -> Vec<String> {
    let own = shaping::pipelines().into_iter().filter(|one| !one.retired).map(|one| one.value);
    [pipeline::FIRST.to_owned()].into_iter().chain(own).collect()
}

/// The retired ones: deals may stand in them still.
pub fn retired() -> Vec<String> {
    shaping::pipelines().into_iter().filter(|one| one.retired).map(|one| one.value).collect()
}

/// What a pipeline is called.
pub fn name(value: &str) -> String {
    let own = shaping::pipelines().into_iter().find(|one| one.value == value);
    own.map(|one| shaping::said(&one.name))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| text::FIRST_PIPELINE.now().to_owned())
}
