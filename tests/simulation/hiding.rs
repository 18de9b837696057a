//! Fields that come and go out of the sight of those who sell, in some private seeds and by chances of their own, so that
//! the others go on as they were kept.

use crate::world::World;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::companion::{Companion, companion};
use crm_core::policy::FieldRight;
use crm_core::value::Value;
use crm_tests::chance::Chance;
use std::collections::BTreeMap;

const FIELDS: [(&str, &str); 3] = [("account", "site"), ("contact", "department"), ("deal", "next_step")];

/// What decides about it, and every word that was written into such a field.
pub struct Hiding {
    /// In one seed of three.
    chance: Option<Chance>,
    words: BTreeMap<String, (&'static Companion, RecordId, usize)>,
}

impl Hiding {
    /// That of a seed.
    pub fn of(seed: u64) -> Self {
        let chance = || Chance::new(seed.rotate_left(32) ^ 0x6869_6465);
        Self { chance: (seed % 3 == 1).then(chance), words: BTreeMap::new() }
    }

    /// Now and then somebody writes into a field that may be hidden, or the administrator hides one or shows it again.
    pub fn go_on(&mut self, world: &mut World) {
        let Some(chance) = &mut self.chance else { return };
        let (object, field) = *chance.of(&FIELDS).expect("there are some");
        match chance.below(10) {
            0 if world.relay.runs() => {
                let right = [FieldRight::Hidden, FieldRight::Hidden, FieldRight::Read, FieldRight::Write];
                let right = *chance.of(&right).expect("there are some");
                let now = world.now;
                let change = |policy: &mut crm_core::policy::Policy| {
                    policy.profiles[2]
                        .fields
                        .entry(object.to_owned())
                        .or_default()
                        .insert(field.to_owned(), right);
                };
                world.relay.govern(change, now);
                world.tally.note(if right == FieldRight::Hidden { "field hidden" } else { "field shown" });
                world.news_for_all();
            }
            1..=3 => {
                let pocket = chance.below(world.pockets.len());
                let device = &world.pockets[pocket].device;
                if !device.ready() {
                    return;
                }
                let of = |row: &crm_core::views::row::RowView<'_>| {
                    row.object().is_some_and(|one| one.key == object) && !row.deleted()
                };
                let records: Vec<RecordId> = device.rows().records().filter(of).map(|row| row.id()).collect();
                let Some(&record) = chance.of(&records) else { return };
                let word = format!("Word9{:05}", self.words.len());
                let beside = companion(object, field).expect("a field that can lie apart");
                self.words.insert(word.clone(), (beside, record, pocket));
                let values = vec![(field.to_owned(), Some(Value::Text(word)))];
                world.ask(pocket, Request::Set { record, values });
                world.tally.note("field written that may be hidden");
            }
            _ => {}
        }
    }

    /// The document in which each word lies in the end, if it still lies anywhere.
    pub fn words(&self, world: &World) -> BTreeMap<String, RecordId> {
        let policy = world.relay.policy();
        let place = |(word, (of, record, _)): (&String, &(&'static Companion, RecordId, usize))| {
            let apart = policy.lies_apart(of.of.key, of.field.key);
            (word.clone(), if apart { of.beside(*record) } else { *record })
        };
        self.words.iter().map(place).collect()
    }

    /// On which device each word was typed.
    pub fn typed(&self) -> BTreeMap<String, usize> {
        self.words.iter().map(|(word, (.., pocket))| (word.clone(), *pocket)).collect()
    }
}
