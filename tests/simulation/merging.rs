//! Records that are the same become one, on every device, whoever merges them where.

use crate::values::{emails, text};
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{RecordView, Request, View, Watch};
use crm_core::policy::{FieldRight, ObjectRights, Profile};
use crm_core::value::{Link, Value};
use crm_core::views::query::Query;
use std::collections::BTreeMap;

const MINA: usize = 0;
const RINA: usize = 1;
const ONE: RecordId = RecordId([1; 16]);
const TWO: RecordId = RecordId([2; 16]);
const NOTE: RecordId = RecordId([9; 16]);

fn contact(record: RecordId, values: &[(&str, Option<Value>)]) -> Request {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Request::Create { object: "contact".to_owned(), record, values }
}

fn note(about: RecordId) -> Request {
    let link = Value::Link(Link { object: "contact".to_owned(), record: about });
    let values = vec![("body".to_owned(), text("Called, wants samples")), ("about".to_owned(), Some(link))];
    Request::Create { object: "note".to_owned(), record: NOTE, values }
}

fn merge(keep: RecordId, other: RecordId) -> Request {
    Request::Merge { keep, others: vec![other], choices: BTreeMap::new() }
}

/// Two devices of a team that has the same person twice.
fn team(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0]);
    world.settle();
    world.act(
        MINA,
        contact(
            ONE,
            &[("last_name", text("Akter")), ("job_title", text("Buyer")), ("emails", emails("rina@x.bd"))],
        ),
    );
    world.act(
        MINA,
        contact(
            TWO,
            &[("last_name", text("Aktar")), ("department", text("Stores")), ("emails", emails("r@y.bd"))],
        ),
    );
    world.settle();
    world
}

fn listed(world: &mut World, pocket: usize) -> Vec<RecordId> {
    world.ask(
        pocket,
        Request::Watch {
            watch: 77,
            what: Watch::List { query: Query::all("contact"), offset: 0, limit: 10 },
        },
    );
    world.run_for(1_000);
    let Some(View::List(list)) = world.pockets[pocket].views.get(&77) else { panic!("a list was asked for") };
    list.rows.iter().map(|row| row.record).collect()
}

fn page(world: &mut World, pocket: usize, record: RecordId) -> RecordView {
    world.ask(pocket, Request::Watch { watch: 78, what: Watch::Record { record } });
    world.run_for(1_000);
    let Some(View::Record(Some(view))) = world.pockets[pocket].views.get(&78) else {
        panic!("a record was asked for")
    };
    view.as_ref().clone()
}

fn held(world: &mut World, pocket: usize, record: RecordId, key: &str) -> Option<String> {
    match page(world, pocket, record).values.get(key) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Members(members)) => {
            Some(members.iter().map(|member| member.key.as_str()).collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

#[test]
fn merged_without_a_network_it_is_one_everywhere_and_parted_it_is_two() {
    let mut world = team(1);
    world.set_online(MINA, false);
    world.act(MINA, merge(ONE, TWO));
    world.crash(MINA, true);
    world.set_online(MINA, true);
    world.settle();
    for pocket in [MINA, RINA] {
        assert_eq!(listed(&mut world, pocket), [ONE]);
        assert_eq!(held(&mut world, pocket, ONE, "department").as_deref(), Some("Stores"));
        assert_eq!(held(&mut world, pocket, ONE, "emails").as_deref(), Some("rina@x.bd r@y.bd"));
        let (gone, stays) = (page(&mut world, pocket, TWO), page(&mut world, pocket, ONE));
        assert_eq!(gone.merged_into.map(|link| link.record), Some(ONE));
        assert_eq!((stays.merged_into, stays.merged), (None, vec![TWO]));
    }
    world.act(RINA, Request::Set { record: ONE, values: vec![("job_title".to_owned(), text("Head buyer"))] });
    world.act(RINA, Request::Part { record: TWO });
    world.settle();
    for pocket in [MINA, RINA] {
        assert_eq!(listed(&mut world, pocket).len(), 2);
        assert_eq!(held(&mut world, pocket, ONE, "department"), None);
        assert_eq!(held(&mut world, pocket, ONE, "emails").as_deref(), Some("rina@x.bd"));
        assert_eq!(held(&mut world, pocket, ONE, "job_title").as_deref(), Some("Head buyer"));
        assert_eq!(held(&mut world, pocket, TWO, "department").as_deref(), Some("Stores"));
    }
}

#[test]
fn a_record_s_own_page_leads_to_who_stayed() {
    let mut world = team(12);
    let deal = RecordId([5; 16]);
    let link = |record| Value::Link(Link { object: "contact".to_owned(), record });
    let values = vec![("name".to_owned(), text("Cloth")), ("contact".to_owned(), Some(link(TWO)))];
    world.act(MINA, Request::Create { object: "deal".to_owned(), record: deal, values });
    world.act(MINA, merge(ONE, TWO));
    world.settle();
    for pocket in [MINA, RINA] {
        assert_eq!(page(&mut world, pocket, deal).values.get("contact"), Some(&link(ONE)));
    }
}

#[test]
fn two_who_merge_the_same_pair_at_once_end_with_one_record() {
    for (seed, [mina, rina]) in [(2, [(ONE, TWO), (TWO, ONE)]), (3, [(ONE, TWO), (ONE, TWO)])] {
        let mut world = team(seed);
        world.act(MINA, note(TWO));
        world.settle();
        for pocket in [MINA, RINA] {
            world.set_online(pocket, false);
        }
        world.act(MINA, merge(mina.0, mina.1));
        world.act(RINA, merge(rina.0, rina.1));
        for pocket in [MINA, RINA] {
            world.set_online(pocket, true);
        }
        world.settle();
        for pocket in [MINA, RINA] {
            assert_eq!(listed(&mut world, pocket), [ONE], "seed {seed}");
            let stays = page(&mut world, pocket, ONE);
            assert!(stays.related.is_empty(), "it is not said to belong to itself");
            assert_eq!(
                stays.timeline.iter().filter(|item| item.change.is_none()).count(),
                1,
                "the note is there"
            );
            assert_eq!(held(&mut world, pocket, ONE, "department").as_deref(), Some("Stores"));
            assert_eq!(
                held(&mut world, pocket, ONE, "emails").map(|all| all.len()),
                Some("rina@x.bd r@y.bd".len())
            );
        }
        // One press parts them again, whoever merged which into which.
        world.act(RINA, Request::Part { record: TWO });
        world.settle();
        for pocket in [MINA, RINA] {
            assert_eq!(listed(&mut world, pocket).len(), 2, "seed {seed}");
        }
    }
}

#[test]
fn what_somebody_without_a_network_writes_on_the_one_that_went_is_not_lost() {
    let mut world = team(4);
    world.set_online(RINA, false);
    world.act(RINA, note(TWO));
    world
        .act(RINA, Request::Set { record: TWO, values: vec![("department".to_owned(), text("Purchasing"))] });
    world.act(MINA, merge(ONE, TWO));
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    for pocket in [MINA, RINA] {
        assert_eq!(listed(&mut world, pocket), [ONE]);
        let stays = page(&mut world, pocket, ONE);
        assert_eq!(
            stays.timeline.iter().filter(|item| item.change.is_none()).count(),
            1,
            "her note leads on"
        );
        assert_eq!(held(&mut world, pocket, TWO, "department").as_deref(), Some("Purchasing"));
    }
    assert_eq!(world.try_to(RINA, merge(TWO, ONE)).expect_err("it is merged").reason, Reason::NothingToDo);
    // Taken back as one step.
    world.act(MINA, Request::Undo { of: None });
    world.settle();
    assert_eq!(listed(&mut world, RINA).len(), 2);
    assert_eq!(held(&mut world, RINA, ONE, "department"), None);
}

#[test]
fn what_was_stored_before_leads_on_too() {
    let mut world = team(5);
    world.act(MINA, note(TWO));
    world.settle();
    world.crash(MINA, true);
    world.run_for(5_000);
    world.act(MINA, merge(ONE, TWO));
    let stays = page(&mut world, MINA, ONE);
    assert_eq!(stays.timeline.iter().filter(|item| item.change.is_none()).count(), 1, "the note leads on");
    world.crash(MINA, true);
    world.run_for(5_000);
    let stays = page(&mut world, MINA, ONE);
    assert_eq!(stays.timeline.iter().filter(|item| item.change.is_none()).count(), 1, "also after a start");
}

#[test]
fn a_device_that_comes_later_sees_one_record() {
    let mut world = World::private(7, &[0, 0]);
    world.set_online(RINA, false);
    world.settle_but(RINA);
    world.act(MINA, contact(ONE, &[("last_name", text("Akter"))]));
    world.act(MINA, contact(TWO, &[("last_name", text("Aktar"))]));
    world.act(MINA, note(TWO));
    world.act(MINA, merge(ONE, TWO));
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    assert_eq!(listed(&mut world, RINA), [ONE]);
    let stays = page(&mut world, RINA, ONE);
    assert_eq!(stays.timeline.iter().filter(|item| item.change.is_none()).count(), 1, "the note leads on");
    world.crash(RINA, true);
    world.run_for(5_000);
    assert_eq!(listed(&mut world, RINA), [ONE], "also after a start");
}

#[test]
fn who_wrote_on_the_one_that_went_hears_that_it_was_deleted() {
    let mut world = team(10);
    world.act(MINA, merge(ONE, TWO));
    world.settle();
    world.set_online(RINA, false);
    world
        .act(RINA, Request::Set { record: TWO, values: vec![("department".to_owned(), text("Purchasing"))] });
    world.act(MINA, Request::Delete { records: vec![TWO] });
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    let told: Vec<RecordId> = world.listed(RINA).iter().map(|edit| edit.link.record).collect();
    assert_eq!(told, [TWO]);
}

#[test]
fn who_sees_a_record_follows_what_is_stored_and_not_where_links_lead() {
    let mut world = World::private(11, &[0, 2, 3]);
    world.settle();
    let [rina, sumon] = [1, 2].map(|pocket| PersonId(world.relay.member(pocket).person));
    let owned = |person| Some(Value::Person(person));
    world.act(MINA, contact(ONE, &[("last_name", text("Akter")), ("owner", owned(sumon))]));
    world.act(MINA, contact(TWO, &[("last_name", text("Aktar")), ("owner", owned(rina))]));
    world.act(MINA, note(TWO));
    world.act(MINA, merge(ONE, TWO));
    world.settle();
    world.ask(MINA, Request::Watch { watch: 79, what: Watch::Access { record: NOTE } });
    world.run_for(1_000);
    let Some(View::Access(Some(access))) = world.pockets[MINA].views.get(&79) else {
        panic!("it was asked for")
    };
    let people: Vec<PersonId> = access.people.iter().map(|(person, _)| *person).collect();
    let has = |pocket: usize| world.pockets[pocket].device.rows().get(NOTE).is_some();
    assert_eq!((people.contains(&rina), people.contains(&sumon)), (has(1), has(2)), "as the relay does it");
    assert_eq!((has(1), has(2)), (true, false));
}

/// What the page of duplicates shows, once the book is looked through.
fn twice(world: &mut World, pocket: usize, watch: u32, object: &str) -> Vec<Vec<RecordId>> {
    world.ask(pocket, Request::Watch { watch, what: Watch::Duplicates { object: object.to_owned() } });
    world.run_for(20_000);
    let Some(View::Duplicates(found)) = world.pockets[pocket].views.get(&watch) else {
        panic!("it was asked for")
    };
    assert_eq!(found.looking, None, "it is done");
    let records = found.groups.iter();
    records.map(|group| group.records.iter().map(|(link, _)| link.record).collect()).collect()
}

#[test]
fn what_is_there_twice_is_found_again_when_the_book_changes() {
    let mut world = team(6);
    assert!(twice(&mut world, MINA, 80, "contact").is_empty(), "two different people");
    assert!(twice(&mut world, MINA, 81, "account").is_empty(), "both pages are open");
    world.act(MINA, Request::Set { record: TWO, values: vec![("emails".to_owned(), emails("rina@x.bd"))] });
    assert_eq!(twice(&mut world, MINA, 80, "contact"), [[ONE, TWO]]);
    world.act(MINA, merge(ONE, TWO));
    assert!(twice(&mut world, MINA, 80, "contact").is_empty(), "they are one");
}

/// The person of the second device may do less from now on.
fn limit(world: &mut World, change: impl Fn(&mut Profile)) {
    world.relay.govern(|policy| policy.profiles[1..].iter_mut().for_each(change), world.now);
    world.news_for_all();
    world.settle();
}

#[test]
fn who_may_not_write_a_field_parts_without_it() {
    let mut world = World::private(8, &[0, 2]);
    world.settle();
    world.act(RINA, contact(ONE, &[("last_name", text("Akter"))]));
    world.act(
        RINA,
        contact(TWO, &[("last_name", text("Aktar")), ("department", text("Stores")), ("fax", text("2"))]),
    );
    world.settle();
    world.act(RINA, merge(ONE, TWO));
    world.settle();
    limit(&mut world, |profile| {
        profile
            .fields
            .entry("contact".to_owned())
            .or_default()
            .insert("department".to_owned(), FieldRight::Read);
    });
    world.act(RINA, Request::Part { record: TWO });
    world.settle();
    assert_eq!(listed(&mut world, MINA).len(), 2);
    assert_eq!(
        held(&mut world, MINA, ONE, "department").as_deref(),
        Some("Stores"),
        "it is not theirs to write"
    );
    assert_eq!(held(&mut world, MINA, ONE, "fax"), None);
}

#[test]
fn a_step_of_which_a_part_is_refused_leaves_nothing() {
    let mut world = World::private(9, &[0, 2]);
    world.settle();
    let values = vec![("last_name".to_owned(), text("Begum")), ("company".to_owned(), text("Begum Stores"))];
    world.act(RINA, Request::Create { object: "lead".to_owned(), record: ONE, values });
    limit(&mut world, |profile| {
        profile.objects.insert("contact".to_owned(), ObjectRights { create: false, ..ObjectRights::ALL });
    });
    // An account, a contact and the lead: the second is refused.
    let refused = world.try_to(RINA, Request::Convert { record: ONE, deal: None }).expect_err("no contacts");
    assert_eq!(refused.reason, Reason::NoCreate);
    world.settle();
    let device = &world.pockets[RINA].device;
    let objects: Vec<&str> = device.rows().records().filter_map(|row| Some(row.object()?.key)).collect();
    assert_eq!((objects, device.unsent()), (vec!["lead"], 0));
}
