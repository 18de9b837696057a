//! Make a converted lead one that is worked on again.

use super::create::put;
use super::delete::delete;
use super::set_field::{one, present};
use super::{Edit, Intent, Plan, Reason, Refusal, Situation};
use crate::fields::Scalar;
use crate::value::Value;
use crate::views::record::Record;

/// What conversion wrote into the lead besides its status.
const WRITTEN: [&str; 5] =
    ["converted", "converted_at", "converted_account", "converted_contact", "converted_deal"];

/// How far one has come with such a lead: far enough that somebody converted it.
const STATUS: &str = "qualified";

/// Takes a conversion back. `untouched` are records that came out of it, that nobody has worked with since and that nothing
/// else belongs to: they are deleted in the same step and can be restored. The others stay.
pub fn unconvert(
    lead: Option<&Record>,
    untouched: &[Record],
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (lead, definition) = present(lead)?;
    if definition.key != "lead" || lead.value("converted") != Some(&Value::Flag(true)) {
        return Err(Refusal::record(Reason::NothingToDo));
    }
    let written = WRITTEN.into_iter().filter(|key| lead.value(key).is_some());
    let mut edits: Vec<Edit> = written.map(|key| Edit::Remove(key.to_owned())).collect();
    edits.push(put("status", Scalar::Text(STATUS.to_owned())));
    let mut documents = one(lead, Intent::Convert, edits)?.documents;
    for record in untouched {
        documents.extend(delete(Some(record), situation)?.documents);
    }
    Ok(Plan { documents })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::convert_lead::{becomes, convert};
    use crate::commands::outcome;
    use crate::commands::trial::{NOW, after, record, situation, text};

    fn converted() -> (Record, Vec<Record>) {
        let lead = record("lead", &[("first_name", text("Rina")), ("company", text("Rina Traders"))]);
        let plan = convert(Some(&lead), Some("First order"), &[], &situation()).expect("a conversion");
        let parts = plan.documents.iter().filter(|part| part.record != lead.id);
        let made = parts.map(|part| {
            let empty = Record::empty(part.record, &part.object);
            outcome::apply(empty, &part.edits, NOW)
        });
        (after(&lead, &plan), made.collect())
    }

    #[test]
    fn a_lead_is_one_again_and_what_nobody_worked_with_goes() {
        let (lead, made) = converted();
        let plan = unconvert(Some(&lead), &made[..2], &situation()).expect("it was converted");
        let again = after(&lead, &plan);
        assert_eq!(again.text("status"), Some("qualified"));
        assert!(WRITTEN.iter().all(|key| again.value(key).is_none()));
        let gone: Vec<bool> = made.iter().map(|one| after(one, &plan).deleted()).collect();
        assert_eq!(gone, [true, true, false]);
        let refused = unconvert(Some(&again), &[], &situation());
        assert_eq!(refused, Err(Refusal::record(Reason::NothingToDo)));
    }

    #[test]
    fn converted_again_it_becomes_the_same_records_which_come_back() {
        let (lead, made) = converted();
        let plan = unconvert(Some(&lead), &made[..2], &situation()).expect("it was converted");
        let there: Vec<Record> = made.iter().map(|one| after(one, &plan)).collect();
        let mut lead = after(&lead, &plan);
        lead.values.insert("company".to_owned(), text("Rina and Sons"));
        let again = convert(Some(&lead), Some("Second order"), &there, &situation()).expect("again");
        let ids: Vec<_> = again.documents.iter().map(|part| part.record).collect();
        let [account, contact, deal] = becomes(lead.id);
        assert_eq!(ids, [account, contact, lead.id], "whoever goes on with the deal is not disturbed");
        let back: Vec<Record> = there.iter().map(|one| after(one, &again)).collect();
        assert!(back.iter().all(|one| !one.deleted()));
        assert_eq!(back[0].text("name"), Some("Rina and Sons"));
        assert_eq!(back[2].text("name"), Some("First order"));
        let lead = after(&lead, &again);
        assert!(matches!(lead.value("converted_deal"), Some(Value::Link(link)) if link.record == deal));
    }
}
