//! Choices that several objects share: salutations, industries, ratings, where a lead came from, why it was lost.

use super::ChoiceDefinition;

/// How a person is addressed.
pub(super) static SALUTATIONS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("mr", 0),
    ChoiceDefinition::new("ms", 0),
    ChoiceDefinition::new("mrs", 0),
    ChoiceDefinition::new("dr", 0),
    ChoiceDefinition::new("prof", 0),
    ChoiceDefinition::new("eng", 0),
];

/// What a company does.
pub(super) static INDUSTRIES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("agriculture", 0),
    ChoiceDefinition::new("automotive", 0),
    ChoiceDefinition::new("banking", 0),
    ChoiceDefinition::new("chemicals", 0),
    ChoiceDefinition::new("construction", 0),
    ChoiceDefinition::new("consulting", 0),
    ChoiceDefinition::new("consumer_goods", 0),
    ChoiceDefinition::new("education", 0),
    ChoiceDefinition::new("electronics", 0),
    ChoiceDefinition::new("employment", 0),
    ChoiceDefinition::new("energy", 0),
    ChoiceDefinition::new("engineering", 0),
    ChoiceDefinition::new("entertainment", 0),
    ChoiceDefinition::new("finance", 0),
    ChoiceDefinition::new("food", 0),
    ChoiceDefinition::new("garments", 0),
    ChoiceDefinition::new("government", 0),
    ChoiceDefinition::new("healthcare", 0),
    ChoiceDefinition::new("hospitality", 0),
    ChoiceDefinition::new("insurance", 0),
    ChoiceDefinition::new("legal", 0),
    ChoiceDefinition::new("logistics", 0),
    ChoiceDefinition::new("manufacturing", 0),
    ChoiceDefinition::new("marketing", 0),
    ChoiceDefinition::new("media", 0),
    ChoiceDefinition::new("medical", 0),
    ChoiceDefinition::new("mining", 0),
    ChoiceDefinition::new("nonprofit", 0),
    ChoiceDefinition::new("pharmaceuticals", 0),
    ChoiceDefinition::new("real_estate", 0),
    ChoiceDefinition::new("retail", 0),
    ChoiceDefinition::new("services", 0),
    ChoiceDefinition::new("shipping", 0),
    ChoiceDefinition::new("software", 0),
    ChoiceDefinition::new("technology", 0),
    ChoiceDefinition::new("telecommunications", 0),
    ChoiceDefinition::new("textiles", 0),
    ChoiceDefinition::new("tourism", 0),
    ChoiceDefinition::new("trading", 0),
    ChoiceDefinition::new("transport", 0),
    ChoiceDefinition::new("utilities", 0),
    ChoiceDefinition::new("wholesale", 0),
    ChoiceDefinition::new("other", 0),
];

/// How promising it is.
pub(super) static RATINGS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("hot", 20),
    ChoiceDefinition::new("warm", 45),
    ChoiceDefinition::new("cold", 235),
];

/// Where a lead came from.
pub(super) static SOURCES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("website", 0),
    ChoiceDefinition::new("referral", 0),
    ChoiceDefinition::new("trade_show", 0),
    ChoiceDefinition::new("cold_call", 0),
    ChoiceDefinition::new("advertisement", 0),
    ChoiceDefinition::new("employee_referral", 0),
    ChoiceDefinition::new("partner", 0),
    ChoiceDefinition::new("public_relations", 0),
    ChoiceDefinition::new("direct_mail", 0),
    ChoiceDefinition::new("conference", 0),
    ChoiceDefinition::new("online_store", 0),
    ChoiceDefinition::new("facebook", 0),
    ChoiceDefinition::new("whatsapp", 0),
    ChoiceDefinition::new("walk_in", 0),
    ChoiceDefinition::new("web_form", 0),
    ChoiceDefinition::new("email", 0),
    ChoiceDefinition::new("campaign", 0),
    ChoiceDefinition::new("existing_customer", 0),
    ChoiceDefinition::new("self_generated", 0),
    ChoiceDefinition::new("word_of_mouth", 0),
    ChoiceDefinition::new("other", 0),
];

/// Why a deal or a lead was lost.
pub(super) static LOST_REASONS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("price", 0),
    ChoiceDefinition::new("competition", 0),
    ChoiceDefinition::new("budget", 0),
    ChoiceDefinition::new("missing_features", 0),
    ChoiceDefinition::new("timing", 0),
    ChoiceDefinition::new("long_sales_cycle", 0),
    ChoiceDefinition::new("no_answer", 0),
    ChoiceDefinition::new("no_need", 0),
    ChoiceDefinition::new("other", 0),
];
