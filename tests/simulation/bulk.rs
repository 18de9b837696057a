//! Records made in bulk are encoded without building a document; they must be the records that the ordinary way
//! makes.

use crm_core::commands::create::{self, Origin};
use crm_core::commands::{Assignment, DocumentPlan, Situation, outcome, set_field};
use crm_core::document::inspect::inspect_many;
use crm_core::document::{self, Document, bulk, read, write};
use crm_core::fields::{ChoiceWords, Context, Kind, links};
use crm_core::ids::{ActorId, PersonId, RecordId};
use crm_core::objects::{CATALOGUE, FieldDefinition, ObjectDefinition};
use crm_core::value::{Link, Value};
use crm_core::views::record::Record;
use crm_core::views::row;
use crm_tests::chance::Chance;

const ROUNDS: u64 = 20;
const ACTOR: ActorId = ActorId([6; 16]);
const LATER: ActorId = ActorId([8; 16]);

fn situation(chance: &mut Chance) -> Situation {
    let person = chance.one_in(2).then(|| PersonId(chance.id()));
    let now = 1_800_000_000_000 + chance.between(0, 1_000_000);
    Situation { person, fresh: vec![RecordId(chance.id())], ..Situation::bare(now) }
}

/// A value that the field takes.
fn value(field: &FieldDefinition, chance: &mut Chance) -> Option<Value> {
    let behaviour = field.kind.behaviour();
    let choice = chance.of(field.choices).map(|choice| choice.id);
    let object = chance.of(field.links_to).map(|object| (*object).to_owned());
    let link = object.map(|object| Link { object, record: RecordId(chance.id()) });
    match field.kind {
        Kind::Choice => choice.map(|id| Value::Text(id.to_owned())),
        Kind::MultiChoice => {
            let words = [ChoiceWords { id: choice?, words: vec![] }];
            let context = Context { choices: &words, ..Context::BANGLADESH };
            behaviour.parse(choice?, &context).ok().flatten()
        }
        Kind::Link | Kind::LinkAny => link.map(Value::Link),
        Kind::Links => Some(Value::Members(vec![links::member(&link?, choice.unwrap_or_default())])),
        Kind::LongText => Some(Value::Text("হালখাতা 🙂 e\u{301}, twice. ".repeat(1 + chance.below(5)))),
        Kind::Computed => None,
        Kind::Text
        | Kind::Emails
        | Kind::Phones
        | Kind::Url
        | Kind::Date
        | Kind::DateTime
        | Kind::Duration
        | Kind::Money
        | Kind::Number
        | Kind::Percent
        | Kind::Flag
        | Kind::Tags
        | Kind::Address
        | Kind::Person
        | Kind::Recurrence => chance.of(&behaviour.examples()).cloned(),
    }
}

fn fields(definition: &'static ObjectDefinition) -> Vec<&'static FieldDefinition> {
    definition.all_fields().filter(|field| !field.system && field.kind != Kind::Computed).collect()
}

fn values(definition: &'static ObjectDefinition, chance: &mut Chance) -> Vec<Assignment> {
    let title = (definition.title[0].to_owned(), Some(Value::Text("Shared".to_owned())));
    let others = fields(definition).into_iter().filter(|field| field.key != definition.title[0]);
    let others: Vec<_> = others.filter(|_| chance.one_in(2)).collect();
    let others = others.into_iter().map(|field| (field.key.to_owned(), value(field, chance)));
    std::iter::once(title).chain(others).collect()
}

fn render(doc: &Document, id: RecordId) -> (Record, Vec<u8>) {
    let record = read::read(doc, id).expect("it reads");
    let row = row::pack(&record);
    (record, row)
}

fn ordinary(plan: &DocumentPlan, now: i64) -> Document {
    let mut doc = document::new(plan.record, &plan.object).expect("it is in the catalogue");
    write::write(&mut doc, plan, ACTOR, now).expect("it can be written").expect("it is new");
    doc
}

fn max_op(doc: &Document) -> u64 {
    doc.get_changes_meta(&[]).iter().map(|meta| meta.max_op).max().expect("it has changes")
}

#[test]
fn a_record_made_in_bulk_is_the_record_made_one_by_one() {
    for (seed, definition) in (0..ROUNDS).flat_map(|seed| CATALOGUE.iter().map(move |object| (seed, *object)))
    {
        let name = format!("{} by seed {seed}", definition.key);
        let mut chance = Chance::new(seed);
        let (id, situation) = (RecordId(chance.id()), situation(&mut chance));
        let values = values(definition, &mut chance);
        let plan = create::document(definition.key, id, &values, &Origin::Manual, &situation)
            .unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let new = bulk::create(&plan, ACTOR, situation.now).expect("it is in the catalogue");
        let mut quick = document::load(&new.document).unwrap_or_else(|_| panic!("{name} does not load"));
        let mut slow = ordinary(&plan, situation.now);
        assert_eq!(render(&quick, id), render(&slow, id), "{name}");
        let foretold = outcome::apply(Record::empty(id, definition.key), &plan.edits, situation.now);
        assert_eq!(row::pack(&foretold), render(&slow, id).1, "the row of {name} that is stored with it");
        assert_eq!(document::heads(&quick), [new.hash], "{name}");
        let gate = inspect_many(None, id, definition.key, &[&new.change]);
        assert!(gate.changes.iter().all(Result::is_ok), "{name}: {:?}", gate.changes);
        let after = gate.after.unwrap_or_else(|| panic!("{name} was taken"));
        let taken = document::load(&after.document).unwrap_or_else(|_| panic!("{name} does not load again"));
        assert_eq!(render(&taken, id), render(&slow, id), "{name} as the gate left it");
        assert_eq!((after.row, after.heads), (render(&slow, id).1, document::heads(&quick)), "{name}");
        assert_eq!(after.max_op, max_op(&taken), "{name}");
        for field in fields(definition).into_iter().filter(|_| chance.one_in(3)).collect::<Vec<_>>() {
            let value = value(field, &mut chance);
            for doc in [&mut quick, &mut slow] {
                let record = read::read(doc, id).expect("it reads");
                let Ok(plan) =
                    set_field::set(Some(&record), &[(field.key.to_owned(), value.clone())], &situation)
                else {
                    continue;
                };
                for part in &plan.documents {
                    write::write(doc, part, LATER, situation.now + 1).expect("further edits are taken");
                }
            }
        }
        assert_eq!(render(&quick, id), render(&slow, id), "{name} after further edits");
    }
}
