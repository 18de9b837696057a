//! What people do where records are private: every word that somebody writes is its own, so that it is easily found
//! where it must not lie.

use crate::erasure::{Words, holds};
use crate::world::World;
use crm_core::commands::Assignment;
use crm_core::commands::desk::DeskEdit;
use crm_core::fields::FilterOperator;
use crm_core::ids::{PersonId, RecordId, RuleId, TerritoryId};
use crm_core::messages::Request;
use crm_core::policy::{
    Audience, Criterion, FieldRight, LEADING, Level, ObjectRights, Policy, SELLING, Shared, SharingRule,
    Territory,
};
use crm_core::value::{Link, Value};
use crm_core::views::query::Filter;
use crm_sync::store::Store;
use std::collections::{BTreeMap, BTreeSet};

const OBJECTS: [(&str, &str); 4] =
    [("account", "name"), ("contact", "last_name"), ("deal", "name"), ("note", "title")];
const NORTH: TerritoryId = TerritoryId([4; 16]);

/// What people have done so far.
#[derive(Default)]
pub struct PrivatePeople {
    /// Every word that was written, and the record.
    pub words: BTreeMap<String, RecordId>,
    /// The same, with the device that it was typed on.
    pub typed: Words,
    /// What was asked with words in it: the device, the request, the words.
    asked: Vec<(usize, u32, Vec<String>)>,
}

fn person(world: &World, pocket: usize) -> PersonId {
    PersonId(world.relay.member(pocket).person)
}

fn text(field: &str, text: String) -> Assignment {
    (field.to_owned(), Some(Value::Text(text)))
}

impl PrivatePeople {
    /// A word that nobody wrote before; now and then with one that conditions ask for.
    fn word(&mut self, world: &mut World, pocket: usize, record: RecordId) -> String {
        let word = format!("Word{:06}", self.words.len());
        self.words.insert(word.clone(), record);
        self.typed.insert(word.clone(), (record, pocket));
        if world.chance.one_in(4) { format!("{word} north") } else { word }
    }

    /// Asks for what holds the words that were made since the last time.
    fn ask(&mut self, world: &mut World, pocket: usize, body: Request) {
        let told: usize = self.asked.iter().map(|(.., words)| words.len()).sum();
        let words = self.words.keys().skip(told).cloned().collect();
        let request = world.ask(pocket, body);
        self.asked.push((pocket, request, words));
    }

    /// Every word whose request was answered as saved lies in the history that the relay has of its record or, where it
    /// was not allowed, under what needs attention on the device that it was typed on. What is erased is gone.
    pub fn words_are_somewhere(&self, world: &mut World) {
        let relay = world.relay.documents();
        let stored: BTreeMap<RecordId, Vec<u8>> =
            relay.iter().map(|(id, (doc, _))| (*id, doc.save_nocompress())).collect();
        let listed: Vec<Vec<u8>> = world
            .pockets
            .iter_mut()
            .map(|pocket| {
                pocket.disk.entries(Store::Quarantine).into_iter().flat_map(|(_, value)| value).collect()
            })
            .collect();
        // What somebody wrote over themselves before it was sent is told of no more: the last word counts.
        let mut later = BTreeSet::new();
        for (pocket, request, words) in self.asked.iter().rev() {
            if !matches!(world.pockets[*pocket].answers.get(request), Some(Ok(_))) {
                continue;
            }
            for word in words {
                let record = self.words[word];
                let lies = stored.get(&record).is_some_and(|bytes| holds(bytes, word));
                let kept = lies || world.erased.contains(&record) || holds(&listed[*pocket], word);
                assert!(
                    kept || later.contains(&(*pocket, record)),
                    "{word} of {record}, saved on device {pocket}, is nowhere any more"
                );
                if kept {
                    later.insert((*pocket, record));
                }
            }
        }
    }

    /// One person does one thing.
    pub fn act(&mut self, world: &mut World, pocket: usize) {
        if !world.pockets[pocket].device.ready() {
            return;
        }
        match world.chance.below(12) {
            0..=2 => self.create(world, pocket),
            3 | 4 => self.rename(world, pocket),
            5 | 6 => self.give(world, pocket),
            7 => self.note(world, pocket),
            8 => Self::share(world, pocket),
            9 => Self::delete(world, pocket),
            10 => Self::follow(world, pocket),
            _ => self.create_many(world, pocket),
        }
    }

    fn owner(world: &mut World) -> PersonId {
        let pocket = world.chance.below(4);
        person(world, pocket)
    }

    fn create(&mut self, world: &mut World, pocket: usize) {
        let (object, field) = *world.chance.of(&OBJECTS).expect("there are some");
        let record = RecordId(world.chance.id());
        let mut values = vec![text(field, self.word(world, pocket, record))];
        if world.chance.one_in(4) {
            world.tally.note("made for another");
            values.push(("owner".to_owned(), Some(Value::Person(Self::owner(world)))));
        }
        self.ask(world, pocket, Request::Create { object: object.to_owned(), record, values });
    }

    fn create_many(&mut self, world: &mut World, pocket: usize) {
        let records = (0..3 + world.chance.below(6)).map(|_| {
            let record = RecordId(world.chance.id());
            ("contact".to_owned(), record, vec![text("last_name", self.word(world, pocket, record))])
        });
        let records = records.collect();
        self.ask(world, pocket, Request::CreateMany { records });
    }

    /// A record on this device, and the field that names it.
    fn any(world: &mut World, pocket: usize) -> Option<(RecordId, &'static str, &'static str)> {
        let rows = world.pockets[pocket].device.rows();
        let named = |row: crm_core::views::row::RowView<'_>| {
            let object = row.object()?.key;
            let (object, field) = *OBJECTS.iter().find(|(one, _)| *one == object)?;
            Some((row.id(), object, field))
        };
        let mut records: Vec<_> = rows.records().filter_map(named).collect();
        records.sort_unstable();
        world.chance.of(&records).copied()
    }

    fn rename(&mut self, world: &mut World, pocket: usize) {
        let Some((record, _, field)) = Self::any(world, pocket) else { return };
        let values = vec![text(field, self.word(world, pocket, record))];
        self.ask(world, pocket, Request::Set { record, values });
    }

    fn give(&mut self, world: &mut World, pocket: usize) {
        let Some((record, ..)) = Self::any(world, pocket) else { return };
        world.tally.note("given over");
        let owner = Some(Value::Person(Self::owner(world)));
        world.ask(pocket, Request::Set { record, values: vec![("owner".to_owned(), owner)] });
    }

    fn note(&mut self, world: &mut World, pocket: usize) {
        let Some((about, object, _)) = Self::any(world, pocket).filter(|(_, object, _)| *object != "note")
        else {
            return;
        };
        let owner = world.pockets[pocket].device.rows().get(about).and_then(|row| row.value_of("owner"));
        if owner != Some(Value::Person(person(world, pocket))) {
            world.tally.note("note about a record of another");
        }
        let record = RecordId(world.chance.id());
        let link = Value::Link(Link { object: object.to_owned(), record: about });
        let values = vec![text("title", self.word(world, pocket, record)), ("about".to_owned(), Some(link))];
        self.ask(world, pocket, Request::Create { object: "note".to_owned(), record, values });
    }

    fn delete(world: &mut World, pocket: usize) {
        let Some((record, ..)) = Self::any(world, pocket) else { return };
        let deleted = world.pockets[pocket].device.rows().get(record).is_some_and(|row| row.deleted());
        let records = vec![record];
        world.ask(pocket, if deleted { Request::Restore { records } } else { Request::Delete { records } });
    }

    fn follow(world: &mut World, pocket: usize) {
        let Some((record, object, _)) = Self::any(world, pocket).filter(|(_, object, _)| *object != "note")
        else {
            return;
        };
        let edit = DeskEdit::Follow(Link { object: object.to_owned(), record });
        world.ask(pocket, Request::Desk { edit, meant: false });
    }

    /// Somebody who is online shares a record, or takes a share back.
    fn share(world: &mut World, pocket: usize) {
        let Some((record, ..)) = Self::any(world, pocket) else { return };
        if !world.relay.runs() {
            return;
        }
        let to = match world.chance.below(4) {
            0 => Audience::Role(SELLING),
            1 => Audience::Territory(NORTH),
            _ => Audience::Person(Self::owner(world)),
        };
        let to = if matches!(to, Audience::Territory(_)) && world.relay.policy().territories.is_empty() {
            Audience::Everyone
        } else {
            to
        };
        let level = match world.chance.below(3) {
            0 => None,
            1 => Some(Level::Read),
            _ => Some(Level::Write),
        };
        if world.relay.share(pocket, record, to, level, world.now) {
            world.tally.note(if level.is_some() { "shared" } else { "share taken back" });
            world.news_for_all();
        }
    }

    /// The administrator changes the policy.
    pub fn govern(&mut self, world: &mut World) {
        if !world.relay.runs() {
            return;
        }
        let mut chance = world.chance.fork();
        let people: Vec<PersonId> = (0..4).map(|pocket| person(world, pocket)).collect();
        world.tally.note("policy changed");
        let now = world.now;
        let mut opened = false;
        let change = |policy: &mut Policy| match chance.below(9) {
            0 => policy.roles[1].peers = !policy.roles[1].peers,
            1 => policy.rules = rules(chance.below(4)),
            2 | 3 => {
                policy.territories = territory(chance.below(3));
                let known: Vec<TerritoryId> = policy.territories.iter().map(|one| one.id).collect();
                for member in &mut policy.members {
                    member.territories = if chance.one_in(3) { known.clone() } else { Vec::new() };
                }
            }
            4 => {
                opened = !policy.open;
                policy.open = opened;
            }
            5 | 6 => {
                let whom = people[2 + chance.below(2)];
                let role = if chance.one_in(3) { LEADING } else { SELLING };
                let role = (!chance.one_in(4)).then_some(role);
                policy.members.iter_mut().filter(|one| one.person == whom).for_each(|one| one.role = role);
            }
            7 => {
                let mut right = || !chance.one_in(3);
                let (see, create) = (right(), right());
                let rights = ObjectRights { see, create, edit: right(), delete: right(), export: true };
                let object = if right() { "deal" } else { "contact" };
                policy.profiles[2].objects.insert(object.to_owned(), rights);
            }
            _ => {
                let right = if chance.one_in(2) { FieldRight::Read } else { FieldRight::Write };
                policy.profiles[2]
                    .fields
                    .entry("account".to_owned())
                    .or_default()
                    .insert("name".to_owned(), right);
            }
        };
        world.relay.govern(change, now);
        if opened {
            world.tally.note("workspace opened");
        }
        world.news_for_all();
    }
}

fn north(field: &str) -> Vec<Filter> {
    let argument = Some(Value::Text("north".to_owned()));
    vec![Filter { field: field.to_owned(), operator: FilterOperator::Contains, argument }]
}

fn territory(which: usize) -> Vec<Territory> {
    let criterion = |object: &str, field| Criterion { object: object.to_owned(), filters: north(field) };
    let criteria = match which {
        0 => return Vec::new(),
        1 => vec![criterion("account", "name")],
        _ => vec![criterion("account", "name"), criterion("contact", "last_name")],
    };
    vec![Territory { id: NORTH, name: "North".to_owned(), parent: None, criteria }]
}

fn rules(which: usize) -> Vec<SharingRule> {
    let rule = |object: &str, what, to, level| SharingRule {
        id: RuleId([u8::try_from(which).expect("few rules"); 16]),
        name: "rule".to_owned(),
        object: object.to_owned(),
        what,
        to,
        level,
    };
    match which {
        0 => Vec::new(),
        1 => vec![rule("deal", Shared::Where(north("name")), Audience::Role(SELLING), Level::Write)],
        2 => vec![rule("note", Shared::OwnedBy(Audience::Role(LEADING)), Audience::Everyone, Level::Read)],
        _ => vec![rule(
            "contact",
            Shared::OwnedBy(Audience::Role(SELLING)),
            Audience::RoleAndBelow(LEADING),
            Level::Write,
        )],
    }
}
