//! The log beside a plain model of what it promises: places without a gap, each change once and its author's, forks
//! refused, where a record lay before it moved, and tombstones. The same operations, some chosen and some by chance, on
//! a SQLite file and on a real PostgreSQL; after each step all three must show the same from every place.

use crate::Place;
use crm_server::policy::Caller;
use crm_sync::frame::{DocId, Hash, PushedChange, Reply};
use crm_tests::chance::Chance;
use crm_tests::device::id;
use crm_tests::hostile;
use crm_tests::sheet::{Sheet, person, text};
use crm_tests::team::{Line, Team};
use std::collections::{BTreeMap, BTreeSet};

/// Generated sequences, and the steps of each.
const SEQUENCES: u64 = 4;
const STEPS: usize = 40;
/// Records, so few that they are met again and again.
const RECORDS: usize = 5;

/// What a push says of itself.
struct Attempt {
    change: PushedChange,
    actor: [u8; 16],
    /// Its number among those of the actor in this record.
    seq: u64,
    /// The change that it stands on.
    needs: Option<Hash>,
    /// Whose the record is after it.
    owner: usize,
}

/// What a log shows from one place on, in the words of a log that knows nothing of numbers.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    head: i64,
    /// Records with changes since, in the order of their first: its place, and the changes in their order.
    pending: Vec<(DocId, i64, Vec<Hash>)>,
    /// Where each record that is there lies, and where it lay before each of its moves.
    lies: BTreeMap<DocId, usize>,
    moved: BTreeMap<DocId, Vec<(i64, usize)>>,
    /// Records that were erased, in that order: where they were made, lay and moved, and by whom they were written.
    erased: Vec<Gone>,
}

type Gone = (DocId, i64, usize, Vec<(i64, usize)>, BTreeSet<usize>);

#[derive(Default)]
struct Record {
    /// Place, hash, actor, number of the actor, person.
    changes: Vec<(i64, Hash, [u8; 16], u64, usize)>,
    owner: usize,
    moved: Vec<(i64, usize)>,
}

/// The promises.
#[derive(Default)]
struct Model {
    head: i64,
    records: BTreeMap<DocId, Record>,
    actors: BTreeMap<[u8; 16], usize>,
    erased: Vec<(i64, DocId, Record)>,
}

impl Model {
    fn push(&mut self, by: usize, attempt: &Attempt) -> Reply {
        let (doc, hash) = (attempt.change.doc, attempt.change.hash);
        let refused = |reason: &str| Reply::Refused { reason: reason.to_owned(), field: None };
        if self.erased.iter().any(|(_, erased, _)| *erased == doc) {
            return refused("erased");
        }
        let changes = self.records.get(&doc).map_or(&[][..], |record| &record.changes);
        let has = |wanted: Hash| changes.iter().any(|(_, hash, ..)| *hash == wanted);
        if has(hash) {
            return Reply::Duplicate;
        }
        if self.actors.get(&attempt.actor).is_some_and(|owner| *owner != by) {
            return refused("foreign-actor");
        }
        if let Some(missing) = attempt.needs.filter(|needs| !has(*needs)) {
            return Reply::Missing(vec![missing]);
        }
        if changes.iter().any(|(_, _, actor, seq, _)| (*actor, *seq) == (attempt.actor, attempt.seq)) {
            return Reply::Fork;
        }
        self.head += 1;
        self.actors.insert(attempt.actor, by);
        let record = self.records.entry(doc).or_default();
        if !record.changes.is_empty() && record.owner != attempt.owner {
            record.moved.push((self.head, record.owner));
        }
        record.owner = attempt.owner;
        record.changes.push((self.head, hash, attempt.actor, attempt.seq, by));
        Reply::Acked
    }

    fn erase(&mut self, doc: DocId) -> bool {
        let Some(record) = self.records.remove(&doc) else { return false };
        self.head += 1;
        self.erased.push((self.head, doc, record));
        true
    }

    fn shown(&self, after: i64) -> Shown {
        let since = |record: &Record| -> Vec<(i64, Hash)> {
            let changes = record.changes.iter().filter(|(place, ..)| *place > after);
            changes.map(|(place, hash, ..)| (*place, *hash)).collect()
        };
        let moved = |record: &Record, after: i64| -> Vec<(i64, usize)> {
            record.moved.iter().filter(|(place, _)| *place > after).copied().collect()
        };
        let mut pending: Vec<_> = self
            .records
            .iter()
            .map(|(doc, record)| (*doc, since(record)))
            .filter(|(_, changes)| !changes.is_empty())
            .map(|(doc, changes)| (doc, changes[0].0, changes.into_iter().map(|(_, hash)| hash).collect()))
            .collect();
        pending.sort_by_key(|(_, first, _): &(_, _, Vec<Hash>)| *first);
        let erased = self.erased.iter().filter(|(place, ..)| *place > after).map(|(_, doc, record)| {
            let writers = record.changes.iter().map(|(.., person)| *person).collect();
            (*doc, record.changes[0].0, record.owner, moved(record, 0), writers)
        });
        let records = || self.records.iter();
        Shown {
            head: self.head,
            pending,
            lies: records().map(|(doc, record)| (*doc, record.owner)).collect(),
            moved: records()
                .map(|(doc, record)| (*doc, moved(record, after)))
                .filter(|(_, moved)| !moved.is_empty())
                .collect(),
            erased: erased.collect(),
        }
    }
}

/// A real log with two administrators whose records are their own.
struct Real {
    place: Place,
    callers: [Caller; 2],
    lines: [Line; 2],
}

impl Real {
    async fn on(place: Place) -> Self {
        let first = place.team.make_private().await;
        let callers = [first, place.team.join_as("administrator").await];
        let lines = [place.team.connect(first).await, place.team.connect(callers[1]).await];
        Self { place, callers, lines }
    }

    const fn team(&self) -> &Team {
        &self.place.team
    }

    async fn shown(&self, start: i64, after: i64) -> Shown {
        let (log, number) = (&self.team().relay.log, self.team().number);
        let workspace = log.workspace(number).await.expect("readable").expect("there");
        let names: BTreeMap<u32, String> =
            log.scope_names(number, 0).await.expect("readable").into_iter().collect();
        // The scope of an owner names them; nothing else brings these records anywhere.
        let owner = |scopes: &[u32]| -> usize {
            let [scope] = scopes else { panic!("{scopes:?}") };
            let of = |caller: &Caller| names[scope].contains(&crm_tests::process::hex(&caller.person));
            self.callers.iter().position(of).expect("the scope of an owner")
        };
        let place = |seq: i64| seq - start;
        let numbers = log.all_numbers(number).await.expect("readable");
        let named = log.named_by_number(&numbers).await.expect("readable");
        let doc: BTreeMap<i64, DocId> =
            named.into_iter().map(|(number, doc, _)| (number, doc.try_into().expect("an id"))).collect();
        let mut pending = Vec::new();
        for one in log.pending(number, start + after, workspace.head).await.expect("readable") {
            let changes = log.pending_changes(number, &[one.number], start + after, workspace.head).await;
            let hashes =
                changes.expect("readable").iter().map(|change| hostile::hash(&change.bytes)).collect();
            pending.push((doc[&one.number], place(one.first), hashes));
        }
        let lies = log.scopes_of(&numbers).await.expect("readable");
        let moves = |moved: &[crm_server::log::scopes::Moved]| -> Vec<(i64, usize)> {
            moved.iter().map(|one| (place(one.seq), owner(&one.before))).collect()
        };
        let moved = log.moved_since(number, start + after).await.expect("readable");
        let erased = log.erased_between(number, start + after, workspace.head).await.expect("readable");
        let writer = |person: &[u8; 16]| self.callers.iter().position(|caller| caller.person == *person);
        Shown {
            head: place(workspace.head),
            pending,
            lies: lies.iter().map(|(number, scopes)| (doc[number], owner(scopes))).collect(),
            moved: moved.iter().map(|(number, moved)| (doc[number], moves(moved))).collect(),
            erased: erased
                .iter()
                .map(|one| {
                    let writers = one.writers.iter().filter_map(writer).collect();
                    (one.doc, place(one.made), owner(&one.lay), moves(&one.moved), writers)
                })
                .collect(),
        }
    }
}

/// A record under the hands of both, and its latest change as it could have been made otherwise.
struct Hand {
    sheet: Sheet,
    before: Sheet,
    last: Option<Hash>,
    numbers: BTreeMap<[u8; 16], u64>,
    owner: usize,
    sent: Vec<(usize, Attempt)>,
}

impl Hand {
    fn new(doc: DocId) -> Self {
        let sheet = Sheet::new("contact", doc);
        Self {
            before: sheet.clone(),
            sheet,
            last: None,
            numbers: BTreeMap::new(),
            owner: 0,
            sent: Vec::new(),
        }
    }

    /// A change of an actor; `owner` may be another than before.
    fn change(&mut self, actor: [u8; 16], owner: usize, people: [[u8; 16]; 2], word: &str) -> Attempt {
        let before = self.sheet.clone();
        let change = self.sheet.set(actor, &[("first_name", text(word)), ("owner", person(people[owner]))]);
        let number = self.numbers.entry(actor).or_default();
        *number += 1;
        let needs = self.last.replace(change.hash);
        (self.before, self.owner) = (before, owner);
        Attempt { change, actor, seq: *number, needs, owner }
    }
}

async fn run(seed: u64, place: Place) {
    let mut real = Real::on(place).await;
    let people = real.callers.map(|caller| caller.person);
    let start =
        real.team().relay.log.workspace(real.team().number).await.expect("readable").expect("there").head;
    let (mut chance, mut model) = (Chance::new(seed), Model::default());
    let mut hands: Vec<Hand> = (0..RECORDS).map(|number| Hand::new(id(number as u64))).collect();
    for step in 0..STEPS {
        let (record, by) = (chance.below(RECORDS), chance.below(2));
        let hand = &mut hands[record];
        let actor = id(70 + by as u64);
        let (owner, word) = (chance.below(2), format!("word {step}"));
        match chance.below(12) {
            // Erased, or not there.
            0 => {
                let erased = real.team().erase(real.callers[by], &[id(record as u64)]).await.is_some();
                assert_eq!(erased, model.erase(id(record as u64)), "seed {seed}, step {step}");
            }
            // Sent again, perhaps after it was erased.
            1 | 2 => {
                if let Some((by, attempt)) = chance.of(&hand.sent) {
                    check(&mut real, &mut model, *by, attempt, (seed, step)).await;
                }
            }
            // With a number that the actor used before; as somebody else.
            3 | 4 if hand.last.is_some() => {
                let (_, latest) = hand.sent.last().expect("the last one was sent");
                let foreign = chance.one_in(2);
                let mut sheet = if foreign { hand.sheet.clone() } else { hand.before.clone() };
                let change = sheet.set(latest.actor, &[("first_name", text(&word))]);
                let (seq, needs) = (latest.seq + u64::from(foreign), latest.needs);
                let owner = hand.owner;
                let by = usize::from(latest.actor == id(71)) ^ usize::from(foreign);
                let attempt = Attempt { change, actor: latest.actor, seq, needs, owner };
                check(&mut real, &mut model, by, &attempt, (seed, step)).await;
            }
            // Before the one that it stands on.
            5 => {
                let first = hand.change(actor, owner, people, &word);
                let second = hand.change(actor, owner, people, "and again");
                for attempt in [&second, &first, &second] {
                    check(&mut real, &mut model, by, attempt, (seed, step)).await;
                }
                hand.sent.extend([(by, first), (by, second)]);
            }
            _ => {
                let attempt = hand.change(actor, owner, people, &word);
                check(&mut real, &mut model, by, &attempt, (seed, step)).await;
                hand.sent.push((by, attempt));
            }
        }
        for after in [0, model.head / 2, model.head - 1, model.head] {
            let shown = real.shown(start, after.max(0)).await;
            assert_eq!(shown, model.shown(after.max(0)), "seed {seed}, step {step}, after {after}");
        }
    }
    real.team().relay.close().await;
}

async fn check(real: &mut Real, model: &mut Model, by: usize, attempt: &Attempt, at: (u64, usize)) {
    real.lines[by].now += 1_000;
    let replies = real.lines[by].push(vec![attempt.change.clone()]).await;
    assert_eq!(replies, [model.push(by, attempt)], "seed and step {at:?}");
}

#[tokio::test]
async fn a_file_keeps_what_the_model_promises() {
    for seed in 0..SEQUENCES {
        let place = Place::file().await.expect("files are always there");
        run(seed, place).await;
    }
}

#[tokio::test]
async fn a_server_keeps_what_the_model_promises() {
    for seed in 0..SEQUENCES {
        let Some(place) = Place::server().await else { return };
        run(seed, place).await;
    }
}
