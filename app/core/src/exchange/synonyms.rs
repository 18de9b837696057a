//! Other words for choices that files of other systems use.

/// Object (`*` for every object), field, word, choice.
type Synonym = (&'static str, &'static str, &'static str, &'static str);

const SYNONYMS: &[Synonym] = &[
    ("deal", "stage", "prospect", "prospecting"),
    ("deal", "stage", "new", "prospecting"),
    ("deal", "stage", "opportunity", "prospecting"),
    ("deal", "stage", "appointment scheduled", "prospecting"),
    ("deal", "stage", "appointmentscheduled", "prospecting"),
    ("deal", "stage", "qualified", "qualification"),
    ("deal", "stage", "engaging", "qualification"),
    ("deal", "stage", "needs analysis", "qualification"),
    ("deal", "stage", "qualified to buy", "qualification"),
    ("deal", "stage", "qualifiedtobuy", "qualification"),
    ("deal", "stage", "demo making", "qualification"),
    ("deal", "stage", "value proposition", "proposal"),
    ("deal", "stage", "proposition", "proposal"),
    ("deal", "stage", "id decision makers", "proposal"),
    ("deal", "stage", "identify decision makers", "proposal"),
    ("deal", "stage", "perception analysis", "proposal"),
    ("deal", "stage", "proposal price quote", "proposal"),
    ("deal", "stage", "proposal quotation", "proposal"),
    ("deal", "stage", "proposal sent", "proposal"),
    ("deal", "stage", "presentation scheduled", "proposal"),
    ("deal", "stage", "presentationscheduled", "proposal"),
    ("deal", "stage", "negotiation review", "negotiation"),
    ("deal", "stage", "in negotiation", "negotiation"),
    ("deal", "stage", "decision maker bought in", "negotiation"),
    ("deal", "stage", "decisionmakerboughtin", "negotiation"),
    ("deal", "stage", "contract sent", "negotiation"),
    ("deal", "stage", "contractsent", "negotiation"),
    ("deal", "stage", "ready to close", "negotiation"),
    ("deal", "stage", "won", "closed_won"),
    ("deal", "stage", "closedwon", "closed_won"),
    ("deal", "stage", "lost", "closed_lost"),
    ("deal", "stage", "closedlost", "closed_lost"),
    ("deal", "stage", "closed lost to competition", "closed_lost"),
    ("lead", "status", "not contacted", "new"),
    ("lead", "status", "open", "new"),
    ("lead", "status", "open not contacted", "new"),
    ("lead", "status", "assigned", "new"),
    ("lead", "status", "attempted to contact", "attempted"),
    ("lead", "status", "in process", "contacted"),
    ("lead", "status", "in progress", "contacted"),
    ("lead", "status", "connected", "contacted"),
    ("lead", "status", "working contacted", "contacted"),
    ("lead", "status", "contact in future", "nurture"),
    ("lead", "status", "recycled", "nurture"),
    ("lead", "status", "bad timing", "nurture"),
    ("lead", "status", "pre qualified", "qualified"),
    ("lead", "status", "open deal", "qualified"),
    ("lead", "status", "closed converted", "converted"),
    ("lead", "status", "not qualified", "unqualified"),
    ("lead", "status", "closed not converted", "unqualified"),
    ("lead", "status", "junk lead", "junk"),
    ("lead", "status", "lost lead", "lost"),
    ("lead", "status", "dead", "lost"),
    ("*", "lead_source", "web site", "website"),
    ("*", "lead_source", "web", "website"),
    ("*", "lead_source", "web research", "website"),
    ("*", "lead_source", "organic search", "website"),
    ("*", "lead_source", "cold calling", "cold_call"),
    ("*", "lead_source", "exhibition", "trade_show"),
    ("*", "lead_source", "external referral", "referral"),
    ("*", "lead_source", "employee", "employee_referral"),
    ("*", "lead_source", "mass mailing", "direct_mail"),
    ("*", "lead_source", "sales mail alias", "email"),
    ("*", "industry", "technolgy", "technology"),
    ("*", "industry", "information technology", "technology"),
    ("*", "industry", "it", "technology"),
    ("*", "industry", "apparel", "garments"),
    ("*", "industry", "not for profit", "nonprofit"),
    ("*", "industry", "transportation", "transport"),
    ("*", "industry", "computer software", "software"),
    ("task", "status", "todo", "not_started"),
    ("task", "status", "to do", "not_started"),
    ("task", "status", "backlog", "not_started"),
    ("task", "status", "started", "in_progress"),
    ("task", "status", "done", "completed"),
    ("task", "status", "closed", "completed"),
    ("task", "status", "canceled", "cancelled"),
    ("task", "status", "waiting on input", "waiting"),
    ("task", "status", "waiting on someone else", "waiting"),
    ("task", "status", "waiting for input", "waiting"),
    ("task", "priority", "urgent", "highest"),
    ("task", "priority", "medium", "normal"),
    ("call", "status", "completed", "held"),
    ("call", "status", "scheduled", "planned"),
    ("call", "status", "cancelled", "not_held"),
    ("call", "status", "canceled", "not_held"),
    ("meeting", "status", "completed", "held"),
    ("meeting", "status", "scheduled", "planned"),
    ("deal", "type", "new", "new_business"),
    ("deal", "type", "newbusiness", "new_business"),
    ("deal", "type", "existing", "existing_business"),
    ("deal", "type", "existingbusiness", "existing_business"),
];

/// The words for a choice besides its names.
pub fn of<'a>(object: &'a str, field: &'a str, choice: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let fits = move |synonym: &&Synonym| {
        (synonym.0 == object || synonym.0 == "*") && synonym.1 == field && synonym.3 == choice
    };
    SYNONYMS.iter().filter(fits).map(|synonym| synonym.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects;

    #[test]
    fn every_word_stands_for_a_choice_that_exists() {
        for (object, field, word, choice) in SYNONYMS {
            let objects =
                objects::CATALOGUE.iter().filter(|definition| *object == "*" || definition.key == *object);
            let fields: Vec<_> = objects.filter_map(|definition| definition.field(field)).collect();
            assert!(!fields.is_empty(), "{object} {field}");
            for field in fields {
                assert!(field.choice(choice).is_some(), "{object} {} {choice}", field.key);
            }
            assert_eq!(crate::fields::fold::words(word).join(" "), *word);
        }
    }
}
