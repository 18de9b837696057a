//! Two worlds that differ only in what somebody may not read send that person the same bytes: live, later, in first
//! downloads, repairs, answers and refusals.
//!
//! `SEED=123 cargo test -p crm-tests --test protocol silence` replays one seed; `SEEDS=1000` runs more of them.

use crate::witness::Witness;
use crm_core::commands::desk::{DeskEdit, edit};
use crm_core::fields::FilterOperator;
use crm_core::ids::{PersonId, ProfileId, RecordId, RuleId};
use crm_core::objects::companion::companion;
use crm_core::objects::desk::desk_of;
use crm_core::policy::{
    Audience, FieldRight, Level, ObjectRights, Policy, Profile, SELLING, Shared, SharingRule,
};
use crm_core::value::{Link, Value};
use crm_core::views::query::Filter;
use crm_server::compacting;
use crm_server::policy::Caller;
use crm_sync::frame::{PushedChange, Reply, ToRelay};
use crm_tests::chance::Chance;
use crm_tests::device::id;
use crm_tests::postgres::Postgres;
use crm_tests::sheet::{Sheet, link, person, text};
use crm_tests::team::{Line, Team};
use std::collections::BTreeMap;

/// Pairs of worlds in a usual run.
const SEEDS: u64 = 16;
/// The same on PostgreSQL, where rows come in another order unless one is asked for.
const SERVER_SEEDS: u64 = 4;
const STEPS: usize = 45;
const OBJECTS: [(&str, &str); 4] =
    [("account", "name"), ("deal", "name"), ("contact", "last_name"), ("lead", "last_name")];
/// Ids of records that are hidden in both worlds, where each has another.
const HIDDEN: [u64; 3] = [7_001, 7_002, 7_003];

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// A world as far as the records go that both have alike.
struct World {
    team: Team,
    administrator: Line,
    manager: Line,
    colleague: Line,
    witness: Witness,
    /// Records that the witness may come to see; alike in both worlds.
    common: Vec<Sheet>,
    /// Records that went out of sight for good; what becomes of them is another thing in each world.
    left: Vec<Sheet>,
    secret: Vec<Sheet>,
    /// What lies apart from records, by record.
    beside: BTreeMap<[u8; 16], Sheet>,
    desk: Sheet,
    made: u64,
    hidden_made: u64,
    /// Whether nothing but desks is hidden.
    open: bool,
}

const ADMINISTRATORS: [u8; 16] = [70; 16];
const MANAGERS: [u8; 16] = [71; 16];
const COLLEAGUES: [u8; 16] = [72; 16];
const OWN: [u8; 16] = [73; 16];

/// The field that names a record.
pub fn title(object: &str) -> &'static str {
    OBJECTS.iter().find(|(one, _)| *one == object).map_or("title", |(_, field)| field)
}

async fn pushes(line: &mut Line, change: PushedChange) {
    assert_eq!(line.push(vec![change]).await, [Reply::Acked]);
}

fn public(on: bool) -> Vec<SharingRule> {
    let argument = Some(text("Public"));
    let filters = vec![Filter { field: "name".to_owned(), operator: FilterOperator::Contains, argument }];
    let rule = SharingRule {
        id: RuleId([5; 16]),
        name: "public".to_owned(),
        object: "deal".to_owned(),
        what: Shared::Where(filters),
        to: Audience::Role(SELLING),
        level: Level::Read,
    };
    if on { vec![rule] } else { Vec::new() }
}

impl World {
    async fn begin(mut team: Team, open: bool) -> Self {
        let administrator = team.make_private().await;
        team.restart_with(2_000).await;
        if open {
            team.govern(administrator, |policy| policy.open = true).await;
        }
        let (manager, colleague, witness) =
            (team.join_as("manager").await, team.join().await, team.join().await);
        // The witness has a profile of their own, which changes while they listen.
        let of_their_own = |policy: &mut Policy| {
            let mut profile =
                Profile { id: ProfileId([9; 16]), name: "watched".to_owned(), ..policy.profiles[2].clone() };
            // What it holds lies apart, and is another thing in each world.
            let fields = profile.fields.entry("deal".to_owned()).or_default();
            fields.insert("next_step".to_owned(), FieldRight::Hidden);
            policy.profiles.push(profile);
            let member = policy.members.iter_mut().find(|member| member.person.0 == witness.person);
            member.expect("a member").profile = ProfileId([9; 16]);
        };
        team.govern(administrator, of_their_own).await;
        let line = async |caller: Caller| team.connect(caller).await;
        let (administrator, manager, colleague) =
            (line(administrator).await, line(manager).await, line(colleague).await);
        let desk = Sheet::new("desk", desk_of(PersonId(colleague.caller.person)).0);
        let witness = Witness::new(&team, witness).await;
        let (common, left, secret, beside) = Default::default();
        Self {
            team,
            administrator,
            manager,
            colleague,
            witness,
            common,
            left,
            secret,
            beside,
            desk,
            made: 0,
            hidden_made: 0,
            open,
        }
    }

    fn new_id(&mut self) -> [u8; 16] {
        self.made += 1;
        id(self.made)
    }

    fn tick(&mut self, step: usize) {
        let now = crm_tests::team::START + i64::try_from(step).expect("few steps") * 10_000;
        for line in [&mut self.administrator, &mut self.manager, &mut self.colleague, &mut self.witness.line]
        {
            line.now = now;
        }
    }

    /// What happens in both worlds alike.
    async fn step(&mut self, chance: &mut Chance) {
        let me = self.witness.line.caller.person;
        let (manager, colleague) = (self.manager.caller.person, self.colleague.caller.person);
        match chance.below(13) {
            0 | 1 => {
                let (object, field) = *chance.of(&OBJECTS).expect("there are some");
                let mut sheet = Sheet::new(object, self.new_id());
                let change = sheet.set(OWN, &[(field, text("Mine")), ("owner", person(me))]);
                if self.witness.push(vec![change]).await == [Reply::Acked] {
                    self.common.push(sheet);
                }
            }
            2 | 3 => {
                let (at, name) = (chance.below(self.common.len().max(1)), format!("Edit {}", chance.next()));
                let Some(mut copy) = self.common.get(at).cloned() else { return };
                let change = copy.set(OWN, &[(title(copy.object), text(&name))]);
                if self.witness.push(vec![change]).await == [Reply::Acked] {
                    self.common[at] = copy;
                }
            }
            4 | 5 => {
                let (at, name) = (chance.below(self.common.len().max(1)), format!("Edit {}", chance.next()));
                let Some(sheet) = self.common.get_mut(at) else { return };
                let change = sheet.set(MANAGERS, &[(title(sheet.object), text(&name))]);
                pushes(&mut self.manager, change).await;
            }
            6 | 7 => {
                let about: Vec<&Sheet> = self.common.iter().filter(|one| one.object != "note").collect();
                let Some((object, record)) = chance.of(&about).map(|one| (one.object, one.record)) else {
                    return;
                };
                let mut sheet = Sheet::new("note", self.new_id());
                let values =
                    [("title", text("Visit")), ("about", link(object, record)), ("owner", person(manager))];
                pushes(&mut self.manager, sheet.set(MANAGERS, &values)).await;
                self.common.push(sheet);
            }
            8 if !self.open => self.give_away(chance, colleague).await,
            9 => {
                let mut sheet = Sheet::new("deal", self.new_id());
                let name = if chance.one_in(2) { "Public rice" } else { "Lent jute" };
                let change = sheet.set(COLLEAGUES, &[("name", text(name)), ("owner", person(colleague))]);
                pushes(&mut self.colleague, change).await;
                let to = Audience::Person(PersonId(me));
                assert!(self.team.share(self.colleague.caller, sheet.record, to, Some(Level::Read)).await);
                self.common.push(sheet);
            }
            10 => {
                let on = chance.one_in(2);
                self.team.govern(self.administrator.caller, |policy| policy.rules = public(on)).await;
            }
            11 => {
                // How far it gets in one go depends on the others; where it ends does not.
                let before = self.manager.now - chance.between(0, 200_000);
                let team = &self.team;
                while compacting::compact(&team.relay, team.number, before).await.expect("stored") {}
            }
            _ => {
                let (hides, reads) = (chance.one_in(2), chance.one_in(2));
                let govern = |policy: &mut Policy| {
                    let profile = policy.profiles.last_mut().expect("the witness's");
                    let rights = if hides { ObjectRights::NONE } else { ObjectRights::ALL };
                    profile.objects.insert("note".to_owned(), rights);
                    let right = if reads { FieldRight::Read } else { FieldRight::Write };
                    profile.fields.entry("deal".to_owned()).or_default().insert("name".to_owned(), right);
                };
                self.team.govern(self.administrator.caller, govern).await;
            }
        }
    }

    /// The manager gives a record of the witness to the colleague, with what others wrote about it.
    async fn give_away(&mut self, chance: &mut Chance, to: [u8; 16]) {
        let me = Some(person(self.witness.line.caller.person));
        let owned = |sheet: &Sheet| sheet.read().is_some_and(|record| record.value("owner").cloned() == me);
        let mine: Vec<usize> = (0..self.common.len()).filter(|at| owned(&self.common[*at])).collect();
        let Some(at) = chance.of(&mine).copied() else { return };
        let mut sheet = self.common.remove(at);
        let record = sheet.record;
        pushes(&mut self.manager, sheet.set(MANAGERS, &[("owner", person(to))])).await;
        let about = |sheet: &Sheet| {
            let record_of = |record: crm_core::views::record::Record| record.value("about").cloned();
            matches!(sheet.read().and_then(record_of), Some(Value::Link(link)) if link.record.0 == record)
        };
        let (along, stay): (Vec<Sheet>, Vec<Sheet>) =
            std::mem::take(&mut self.common).into_iter().partition(about);
        self.common = stay;
        for sheet in along.into_iter().chain([sheet]) {
            self.witness.lost(&sheet);
            self.left.push(sheet);
        }
    }

    /// What happens in one world only, and the witness may not read.
    async fn secretly(&mut self, chance: &mut Chance) {
        let owners = [self.manager.caller.person, self.colleague.caller.person];
        let owner = person(*chance.of(&owners).expect("two"));
        if chance.one_in(5) {
            return self.apart(chance).await;
        }
        if self.open || chance.one_in(6) {
            return self.at_a_desk(chance).await;
        }
        let any = chance.below((self.secret.len() + self.left.len()).max(1));
        match chance.below(7) {
            0..=2 => {
                let (object, field) = *chance.of(&OBJECTS).expect("there are some");
                self.hidden_made += 1;
                let mut sheet = Sheet::new(object, id(100_000 + self.hidden_made));
                let name = text(&"Secret ".repeat(1 + chance.below(40)));
                pushes(&mut self.manager, sheet.set(MANAGERS, &[(field, name), ("owner", owner)])).await;
                self.secret.push(sheet);
            }
            3 => {
                self.hidden_made += 1;
                let mut sheet = Sheet::new("note", id(100_000 + self.hidden_made));
                let mut values = vec![("title", text("Secret visit")), ("owner", owner)];
                values.extend(self.hidden(any).map(|one| ("about", link(one.object, one.record))));
                pushes(&mut self.manager, sheet.set(MANAGERS, &values)).await;
                self.secret.push(sheet);
            }
            4 => {
                let deletes = chance.one_in(3);
                let Some(sheet) = self.hidden(any) else { return };
                let change = if deletes {
                    sheet.delete(ADMINISTRATORS)
                } else {
                    let name = text(&format!("Secret {}", chance.next()));
                    sheet.set(ADMINISTRATORS, &[(title(sheet.object), name), ("owner", owner)])
                };
                pushes(&mut self.administrator, change).await;
            }
            5 => {
                let Some(record) = self.hidden(any).map(|sheet| sheet.record) else { return };
                let to = Audience::Person(PersonId(*chance.of(&owners).expect("two")));
                let level = (!chance.one_in(3)).then_some(Level::Write);
                self.team.share(self.administrator.caller, record, to, level).await;
            }
            _ => {
                let document = self.hidden(any).map(|sheet| sheet.record);
                self.colleague.send(ToRelay::Here { document, field: None }).await;
                let document = chance.of(&HIDDEN).map(|number| id(*number));
                self.manager.send(ToRelay::Here { document, field: None }).await;
            }
        }
    }

    /// The manager writes beside a deal that the witness may see what the witness may not.
    async fn apart(&mut self, chance: &mut Chance) {
        let deals: Vec<[u8; 16]> =
            self.common.iter().filter(|one| one.object == "deal").map(|one| one.record).collect();
        let Some(deal) = chance.of(&deals).copied() else { return };
        let of = companion("deal", "next_step").expect("a field that can lie apart");
        let secret = text(&format!("{}{}", "Secret ".repeat(1 + chance.below(40)), chance.next()));
        let beside = self
            .beside
            .entry(deal)
            .or_insert_with(|| Sheet::new("deal.next_step", of.beside(RecordId(deal)).0));
        let change = beside.set(MANAGERS, &[("next_step", secret)]);
        pushes(&mut self.manager, change).await;
    }

    fn hidden(&mut self, at: usize) -> Option<&mut Sheet> {
        self.secret.iter_mut().chain(&mut self.left).nth(at)
    }

    async fn at_a_desk(&mut self, chance: &mut Chance) {
        let deal = Link { object: "deal".to_owned(), record: RecordId(id(chance.next())) };
        let before = self.desk.read().filter(|record| !record.values.is_empty());
        let follow = DeskEdit::Follow(deal);
        let plan =
            edit(before.as_ref(), PersonId(self.colleague.caller.person), &follow, &[]).expect("a desk");
        let edits = plan.documents.into_iter().next().expect("one document").edits;
        pushes(&mut self.colleague, self.desk.edit(COLLEAGUES, edits)).await;
    }

    /// Records under the same ids in both worlds, of which nothing else is the same.
    async fn hide(&mut self, chance: &mut Chance) {
        for number in HIDDEN {
            let (object, field) = *chance.of(&OBJECTS).expect("there are some");
            let mut sheet = Sheet::new(object, id(number));
            let name = text(&format!("Hidden {}", chance.next()));
            let owner = person(self.colleague.caller.person);
            pushes(&mut self.colleague, sheet.set(COLLEAGUES, &[(field, name), ("owner", owner)])).await;
            self.secret.push(sheet);
        }
    }
}

async fn heard(team: Team, seed: u64, world: u64) -> (Vec<(String, Vec<u8>)>, usize) {
    let (mut chance, mut secret) = (Chance::new(seed), Chance::new(seed ^ (world + 1) << 32));
    let mut own = chance.fork();
    let mut one = World::begin(team, seed % 4 == 3).await;
    if !one.open {
        one.hide(&mut secret).await;
    }
    let most = [1, 4][usize::try_from(world).expect("two worlds")];
    let mut secrets = 0;
    for step in 0..STEPS {
        one.tick(step);
        for _ in 0..secret.below(most + 1) {
            one.secretly(&mut secret).await;
            secrets += 1;
        }
        one.step(&mut chance).await;
        for _ in 0..secret.below(most) {
            one.secretly(&mut secret).await;
            secrets += 1;
        }
        let common: Vec<Sheet> = one.common.clone();
        one.witness.act(&one.team, &mut own, &common, &HIDDEN.map(id)).await;
    }
    one.team.relay.close().await;
    (one.witness.frames, secrets)
}

/// Lives each seed in both worlds, each in a team of its own, and compares what the witness heard.
async fn compare(most: u64, found: impl AsyncFn(String) -> Team) {
    let seeds: Vec<u64> = match number("SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SEEDS").unwrap_or(most)).collect(),
    };
    for seed in seeds {
        let (team, other) = (found(format!("s{seed}_0")).await, found(format!("s{seed}_1")).await);
        let ((one, few), (two, many)) = (heard(team, seed, 0).await, heard(other, seed, 1).await);
        assert!(few != many, "SEED={seed}: the worlds differ");
        let same = one.iter().zip(&two).take_while(|(one, two)| one.1 == two.1).count();
        let show = |frames: &[(String, Vec<u8>)]| -> Vec<String> {
            frames.iter().skip(same.saturating_sub(2)).take(5).map(|frame| frame.0.clone()).collect()
        };
        let alike = same == one.len() && same == two.len();
        assert!(alike, "SEED={seed}: after {same} frames, {:#?}\nand {:#?}", show(&one), show(&two));
    }
}

#[tokio::test]
async fn what_somebody_may_not_read_changes_no_byte_of_what_they_hear() {
    compare(SEEDS, async |_| Team::found().await).await;
}

#[tokio::test]
async fn nor_does_it_where_the_log_lies_on_a_server() {
    let Some(server) = Postgres::start() else { return };
    compare(SERVER_SEEDS, async |name: String| Team::found_on(server.database(&name)).await).await;
}
