//! What people do all day, by chance: make records, fill fields, write sentences into notes, move, complete,
//! convert, delete and restore.

use crate::erasure;
use crate::world::World;
use crm_core::commands::Assignment;
use crm_core::commands::desk::DeskEdit;
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::{RefusedEdit, Request, View};
use crm_core::value::{Link, Money, Value};
use std::collections::BTreeMap;

/// A sentence is three of one letter that nothing else uses, so that it is easily seen whole, halved or doubled.
const LENGTH: usize = 3;
const FIRST_LETTER: u32 = 0x4e00;

/// A sentence that somebody wrote.
#[derive(Clone, Debug)]
struct Sentence {
    note: RecordId,
    pocket: usize,
    request: u32,
    /// Taken out again by somebody.
    removed: bool,
}

/// What people have done so far.
#[derive(Default)]
pub struct People {
    sentences: BTreeMap<char, Sentence>,
    /// The note that a person has open, and how it read when they opened it.
    open: BTreeMap<usize, (RecordId, String)>,
    made: u32,
}

fn text(text: impl Into<String>) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn set(field: &str, value: Option<Value>) -> Assignment {
    (field.to_owned(), value)
}

impl People {
    /// One person does one thing.
    pub fn act(&mut self, world: &mut World, pocket: usize) {
        if !world.pockets[pocket].device.ready() {
            return;
        }
        match world.chance.below(21) {
            0..=4 => self.create(world, pocket),
            5..=9 => self.fill_in(world, pocket),
            10..=14 => self.write(world, pocket),
            15 => self.move_deal(world, pocket),
            16 => self.convert(world, pocket),
            17 => self.delete_or_restore(world, pocket),
            18 => self.create_many(world, pocket),
            19 => Self::follow(world, pocket),
            _ => self.settle_conflict(world, pocket),
        }
    }

    fn create(&mut self, world: &mut World, pocket: usize) {
        self.made += 1;
        let name = format!("Record {}", self.made);
        let record = RecordId(world.chance.id());
        let (object, values) = match world.chance.below(5) {
            0 => ("account", vec![set("name", text(name))]),
            1 => ("contact", vec![set("last_name", text(name))]),
            2 => ("lead", vec![set("last_name", text(name)), set("company", text("Padma Traders"))]),
            3 => ("deal", vec![set("name", text(name))]),
            _ => ("note", vec![set("title", text(name))]),
        };
        world.ask(pocket, Request::Create { object: object.to_owned(), record, values });
    }

    /// Follows a deal, or has read an entry of the inbox.
    fn follow(world: &mut World, pocket: usize) {
        let Some(record) = Self::any(world, pocket, "deal") else { return };
        let edit = if world.chance.one_in(2) {
            DeskEdit::Follow(Link { object: "deal".to_owned(), record })
        } else {
            DeskEdit::Read(vec![format!("a{record}")])
        };
        world.ask(pocket, Request::Desk { edit, meant: false });
    }

    fn create_many(&mut self, world: &mut World, pocket: usize) {
        world.tally.note("bulk creation");
        let count = if world.chance.one_in(40) { 260 } else { 3 + world.chance.below(12) };
        let records = (0..count).map(|number| {
            let values = vec![set("last_name", text(format!("Many {number}")))];
            ("contact".to_owned(), RecordId(world.chance.id()), values)
        });
        let records = records.collect();
        world.ask(pocket, Request::CreateMany { records });
    }

    /// A record of an object on this device; the first few are the ones that everybody works on.
    fn any(world: &mut World, pocket: usize, object: &str) -> Option<RecordId> {
        let rows = world.pockets[pocket].device.rows();
        let of = rows.records().filter(|row| row.object().is_some_and(|definition| definition.key == object));
        let mut records: Vec<RecordId> = of.map(|row| row.id()).collect();
        records.sort_unstable();
        records.truncate(4);
        world.chance.of(&records).copied()
    }

    fn fill_in(&mut self, world: &mut World, pocket: usize) {
        let (object, field) = *world
            .chance
            .of(&[
                ("contact", "first_name"),
                ("contact", "tags"),
                ("account", "website"),
                ("deal", "amount"),
                ("deal", "amount"),
                ("deal", "amount"),
                ("deal", "name"),
                ("lead", "company"),
                ("note", "title"),
            ])
            .expect("there are some");
        let Some(record) = Self::any(world, pocket, object) else { return };
        let number = world.chance.below(1_000);
        let value = match field {
            "amount" => Some(Value::Money(Money {
                minor: i64::try_from(number).expect("a small number"),
                currency: *b"BDT",
            })),
            "tags" => Some(Value::Members(vec![crm_core::value::Member {
                key: format!("tag{}", number % 7),
                order: 0,
                label: String::new(),
                text: String::new(),
            }])),
            "website" => text(format!("https://{number}.example.org")),
            _ => text(format!("Value {number}")),
        };
        world.ask(pocket, Request::Set { record, values: vec![set(field, value)] });
    }

    /// Somebody opens a note, types a sentence somewhere and leaves it; others may write meanwhile.
    fn write(&mut self, world: &mut World, pocket: usize) {
        let Some((note, base)) = self.open.remove(&pocket) else {
            let Some(note) = Self::any(world, pocket, "note") else { return };
            let Some(doc) = world.pockets[pocket].disk.document(note) else { return };
            let record = read::read(&doc, note).expect("a note reads");
            self.open.insert(pocket, (note, record.text("body").unwrap_or_default().to_owned()));
            return;
        };
        let mut sentences: Vec<char> = base.chars().collect();
        sentences.dedup();
        if !sentences.is_empty() && world.chance.one_in(8) {
            let gone = sentences.remove(world.chance.below(sentences.len()));
            if let Some(sentence) = self.sentences.get_mut(&gone) {
                sentence.removed = true;
            }
        }
        let number = u32::try_from(self.sentences.len()).expect("few sentences");
        let letter = char::from_u32(FIRST_LETTER + number).expect("a letter");
        let at = world.chance.below(sentences.len() + 1);
        sentences.insert(at, letter);
        let text: String = sentences.iter().flat_map(|letter| [*letter; LENGTH]).collect();
        let body = Request::Write { record: note, field: "body".to_owned(), base, text };
        let request = world.ask(pocket, body);
        self.sentences.insert(letter, Sentence { note, pocket, request, removed: false });
    }

    fn move_deal(&mut self, world: &mut World, pocket: usize) {
        let Some(record) = Self::any(world, pocket, "deal") else { return };
        let stages = ["prospecting", "qualification", "proposal", "negotiation", "closed_won"];
        let stage = (*world.chance.of(&stages).expect("there are some")).to_owned();
        world.ask(pocket, Request::Move { record, stage, after: None });
    }

    fn convert(&mut self, world: &mut World, pocket: usize) {
        let Some(record) = Self::any(world, pocket, "lead") else { return };
        world.ask(pocket, Request::Convert { record, deal: Some("First order".to_owned()) });
    }

    fn delete_or_restore(&mut self, world: &mut World, pocket: usize) {
        let Some(record) = Self::any(world, pocket, "contact") else { return };
        let deleted = world.pockets[pocket].device.rows().get(record).is_some_and(|row| row.deleted());
        let records = vec![record];
        world.ask(pocket, if deleted { Request::Restore { records } } else { Request::Delete { records } });
    }

    fn settle_conflict(&mut self, world: &mut World, pocket: usize) {
        let rows = world.pockets[pocket].device.rows();
        let deals =
            rows.records().filter(|row| row.object().is_some_and(|definition| definition.key == "deal"));
        let Some(record) = deals.filter(|row| !row.conflicts().is_empty()).map(|row| row.id()).min() else {
            return;
        };
        world.tally.note("conflict settled");
        let value = Some(Value::Money(Money { minor: 77, currency: *b"BDT" }));
        world.ask(pocket, Request::Resolve { record, field: "amount".to_owned(), value });
    }

    /// Every sentence by its first letters, with its note and the device that it was typed on.
    pub fn words(&self) -> erasure::Words {
        let word = |(letter, sentence): (&char, &Sentence)| {
            (letter.to_string().repeat(2), (sentence.note, sentence.pocket))
        };
        self.sentences.iter().map(word).collect()
    }

    /// Each sentence that was saved stands once and whole in its note; one that may have been lost with a crash
    /// stands once and whole or not at all.
    pub fn sentences_are_whole(&mut self, world: &mut World) {
        let documents = world.relay.documents();
        let mut texts = BTreeMap::new();
        for (id, (doc, _)) in &documents {
            let record = read::read(doc, *id).expect("a stored document reads");
            texts.insert(*id, record.text("body").unwrap_or_default().to_owned());
        }
        let mut kept = 0;
        let left = |sentence: &Sentence| !world.erased.contains(&sentence.note);
        for (letter, sentence) in self.sentences.iter().filter(|(_, sentence)| left(sentence)) {
            let text = texts.get(&sentence.note).map_or("", String::as_str);
            let count = text.chars().filter(|other| other == letter).count();
            let whole = text.contains(&letter.to_string().repeat(LENGTH));
            let answer = world.pockets[sentence.pocket].answers.get(&sentence.request);
            let saved = matches!(answer, Some(Ok(_)));
            let fate = format!("{letter} of device {} stands {count} times in {text:?}", sentence.pocket);
            assert!(count == 0 || (count == LENGTH && whole), "halved or doubled: {fate}");
            let listed = count == 0 && is_listed(world, sentence.pocket, *letter);
            assert!(!saved || sentence.removed || count == LENGTH || listed, "lost: {fate}");
            kept += u32::from(listed);
        }
        (0..kept).for_each(|_| world.tally.note("refused sentence kept"));
        for (id, text) in &texts {
            let strange = text.chars().find(|letter| !self.sentences.contains_key(letter));
            assert_eq!(strange, None, "a letter in {id} that nobody wrote");
        }
    }
}

/// Whether a sentence stands whole among the refused edits that a person is shown.
fn is_listed(world: &World, pocket: usize, letter: char) -> bool {
    let whole = letter.to_string().repeat(LENGTH);
    let meant = |edit: &RefusedEdit| {
        let says = |value: &Value| matches!(value, Value::Text(text) if text.contains(&whole));
        edit.fields.iter().any(|field| field.meant.as_ref().is_some_and(says))
    };
    let views = world.pockets[pocket].views.values();
    views.into_iter().any(|view| matches!(view, View::Sync(sync) if sync.refused.iter().any(meant)))
}
