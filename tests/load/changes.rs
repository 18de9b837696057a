//! New records and edits of them, as devices push them.

use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::{self, bulk, write};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, RecordId};
use crm_sync::frame::PushedChange;

/// When all of them were written.
const NOW: i64 = 1_763_700_000_000;

/// New contacts, one change each, of one new actor.
pub fn records(count: usize) -> Vec<PushedChange> {
    let actor = ActorId(random());
    (0..count).map(|number| new_record(number, actor)).collect()
}

/// Edits of contacts that were made by [`records`]: so many of each, all of a round before the next.
pub fn edits(records: &[PushedChange], each: usize) -> Vec<PushedChange> {
    let actor = ActorId(random());
    let document = |made: &PushedChange| {
        let mut doc = document::new(RecordId(made.doc), &made.kind).expect("contacts are in the catalogue");
        doc.load_incremental(&made.bytes).expect("the change that made the record");
        (RecordId(made.doc), doc)
    };
    let mut documents: Vec<_> = records.iter().map(document).collect();
    let mut edits = Vec::new();
    for round in 0..each {
        edits.extend(documents.iter_mut().map(|(record, doc)| edit(doc, *record, round, actor)));
    }
    edits
}

fn new_record(number: usize, actor: ActorId) -> PushedChange {
    let record = RecordId(random());
    let put = |key: &str, text: String| Edit::Put(key.to_owned(), Scalar::Text(text));
    let edits = vec![
        put("first_name", "Rahim".to_owned()),
        put("last_name", format!("Uddin {number}")),
        put("job_title", "Buyer of jute and cotton".to_owned()),
        put("department", "Purchasing".to_owned()),
    ];
    let plan = DocumentPlan { record, object: "contact".to_owned(), intent: Intent::Create, edits };
    let made = bulk::create(&plan, actor, NOW).expect("contacts are in the catalogue");
    PushedChange { doc: record.0, kind: plan.object, hash: made.hash, bytes: made.change }
}

fn edit(doc: &mut document::Document, record: RecordId, round: usize, actor: ActorId) -> PushedChange {
    let edits = vec![Edit::Put("job_title".to_owned(), Scalar::Text(format!("Buyer of jute, week {round}")))];
    let plan = DocumentPlan { record, object: "contact".to_owned(), intent: Intent::Set, edits };
    let change = write::write(doc, &plan, actor, NOW).expect("the plan fits the document");
    let change = change.expect("the title differs each time");
    let bytes = change.raw_bytes().to_vec();
    PushedChange { doc: record.0, kind: plan.object, hash: change.hash().0, bytes }
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}
