//! Templates: ready-made definitions for a trade, and sample records that fill them.
//!
//! What a template says has fixed codes and values, so that it can be used twice, or on two devices at once, and there is
//! one of everything. Custom fields take the numbers that nobody draws ([`crate::objects::custom::OF_TEMPLATES`]).

mod parts;
mod samples;
mod services;
mod support;
#[cfg(test)]
mod tests;
mod wholesale;

use super::demo::{self, Seed};
use crate::commands::{Assignment, DocumentPlan, Refusal, Situation};
use crate::fields::Context;
use crate::ids::{ObjectKey, RecordId};
use parts::Trade;
use samples::Sample;
use serde::{Deserialize, Serialize};

/// A trade for which there is a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Template {
    /// Services for other businesses: proposals, margins, contracts that are renewed.
    Services,
    /// Wholesale and distribution in Bangladesh: orders on credit, deliveries, collections.
    Wholesale,
    /// A support desk: requests and the days by which they are answered.
    Support,
}

/// What is said of a definition: its object, its record, its values.
pub type Said = (ObjectKey, RecordId, Vec<Assignment>);

impl Template {
    /// All of them, in the order shown.
    pub const ALL: [Self; 3] = [Self::Services, Self::Wholesale, Self::Support];

    /// A stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Wholesale => "wholesale",
            Self::Support => "support",
        }
    }

    const fn trade(self) -> &'static Trade {
        match self {
            Self::Services => &services::TRADE,
            Self::Wholesale => &wholesale::TRADE,
            Self::Support => &support::TRADE,
        }
    }

    const fn sample(self) -> Sample {
        match self {
            Self::Services => samples::services::SAMPLE,
            Self::Wholesale => samples::wholesale::SAMPLE,
            Self::Support => samples::support::SAMPLE,
        }
    }
}

/// The definitions of a template, in both languages.
pub fn definitions(template: Template) -> Vec<Said> {
    template.trade().said()
}

/// The plans of a template's sample records in a language (`bn`, or English for any other). Its definitions are there
/// before, so that a deal is as likely as its stage says.
pub fn records(
    template: Template,
    language: &str,
    context: &Context<'_>,
    situation: &Situation,
    seed: Seed,
) -> Result<Vec<DocumentPlan>, Refusal> {
    let mut plans = Vec::new();
    for (object, rows) in template.sample() {
        for (place, row) in rows.iter().enumerate() {
            let row = samples::in_language(row, language);
            plans.push(demo::plan((object, place), &row, context, situation, seed)?);
        }
    }
    Ok(plans)
}

/// What the first sample record of a template is called: whether somebody has filled it in already is told by that.
pub fn first_name(template: Template, language: &str) -> Option<&'static str> {
    let (_, rows) = template.sample().first()?;
    samples::in_language(rows.first()?, language).first().map(|(_, name)| *name)
}
