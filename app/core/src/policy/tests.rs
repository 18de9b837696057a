//! The policy by example. The generated comparison with a naive reference is in `tests/policy`.

use super::*;
use crate::fields::FilterOperator;
use crate::ids::{PersonId, RecordId, RoleId, RuleId, TerritoryId};
use crate::objects::desk;
use crate::value::Value;
use crate::views::query::Filter;
use crate::views::relative;
use std::collections::BTreeSet;

const fn person(number: u8) -> PersonId {
    PersonId([number; 16])
}

const ADMINISTRATOR: PersonId = person(1);
const MANAGER: PersonId = person(2);
const REP: PersonId = person(3);
const OTHER_REP: PersonId = person(4);
const STRANGER: PersonId = person(9);

fn team() -> Policy {
    let mut policy = Policy::starting(false);
    policy.admit(ADMINISTRATOR, Base::Administrator);
    policy.admit(MANAGER, Base::Manager);
    policy.admit(REP, Base::Representative);
    policy.admit(OTHER_REP, Base::Representative);
    policy
}

/// The scopes of a deal with that owner and name.
fn deal(policy: &Policy, owner: PersonId, name: &str) -> BTreeSet<Entry> {
    scopes(policy, "deal", owner, name, &[], &[])
}

fn scopes(
    policy: &Policy,
    object: &str,
    owner: PersonId,
    name: &str,
    shares: &[Share],
    about: &[Entry],
) -> BTreeSet<Entry> {
    let value = |field: &str| match field {
        "owner" => Some(Value::Person(owner)),
        "name" => Some(Value::Text(name.to_owned())),
        _ => None,
    };
    policy.scopes_of(&Facts { record: RecordId([7; 16]), object, value: &value, shares, about })
}

fn seen_by(policy: &Policy, object: &str, entries: &BTreeSet<Entry>) -> Vec<PersonId> {
    [ADMINISTRATOR, MANAGER, REP, OTHER_REP, STRANGER]
        .into_iter()
        .filter(|person| {
            policy.grants(*person).is_some_and(|grants| grants.may(Action::See, object, entries))
        })
        .collect()
}

fn named(name: &str) -> Vec<Filter> {
    let argument = Some(Value::Text(name.to_owned()));
    vec![Filter { field: "name".to_owned(), operator: FilterOperator::Contains, argument }]
}

#[test]
fn records_are_private_to_their_owner_and_those_above() {
    let mut policy = team();
    assert_eq!(
        seen_by(&policy, "deal", &deal(&policy, REP, "Rice")),
        [ADMINISTRATOR, MANAGER, REP],
        "not the colleague"
    );
    assert_eq!(seen_by(&policy, "deal", &deal(&policy, MANAGER, "Rice")), [ADMINISTRATOR, MANAGER]);
    policy.roles[1].peers = true;
    assert_eq!(
        seen_by(&policy, "deal", &deal(&policy, REP, "Rice")),
        [ADMINISTRATOR, MANAGER, REP, OTHER_REP]
    );
    policy.roles[1].peers = false;
    policy.open = true;
    assert_eq!(seen_by(&policy, "deal", &deal(&policy, MANAGER, "Rice")).len(), 4, "but no stranger");
}

#[test]
fn a_territory_brings_what_falls_in_also_from_below() {
    let mut policy = team();
    let (north, east) = (TerritoryId([1; 16]), TerritoryId([2; 16]));
    let criteria = vec![Criterion { object: "deal".to_owned(), filters: named("rice") }];
    policy.territories.push(Territory {
        id: north,
        name: "North".to_owned(),
        parent: None,
        criteria: vec![],
    });
    policy.territories.push(Territory { id: east, name: "East".to_owned(), parent: Some(north), criteria });
    policy.members[3].territories.push(north);
    let entries = deal(&policy, MANAGER, "Rice for Rajshahi");
    assert_eq!(seen_by(&policy, "deal", &entries), [ADMINISTRATOR, MANAGER, OTHER_REP]);
    assert_eq!(
        seen_by(&policy, "deal", &deal(&policy, MANAGER, "Jute")),
        [ADMINISTRATOR, MANAGER],
        "jute does not fall in"
    );
    let sight = policy.sight(OTHER_REP, "deal", &entries.into_iter().collect::<Vec<_>>());
    assert_eq!(sight.reasons, [(Reason::Territory(east), Level::Write, false)]);
}

#[test]
fn rules_lend_records_by_owner_or_by_condition() {
    let mut policy = team();
    let rule = |what, level| SharingRule {
        id: RuleId([5; 16]),
        name: "lend".to_owned(),
        object: "deal".to_owned(),
        what,
        to: Audience::Role(SELLING),
        level,
    };
    policy.rules = vec![rule(Shared::OwnedBy(Audience::RoleAndBelow(LEADING)), Level::Read)];
    let entries = deal(&policy, MANAGER, "Jute");
    let grants = policy.grants(REP).expect("a member");
    assert!(grants.may(Action::See, "deal", &entries) && !grants.may(Action::Edit, "deal", &entries));
    let account = scopes(&policy, "account", MANAGER, "Jute", &[], &[]);
    assert!(!grants.may(Action::See, "account", &account), "the rule is about deals");
    policy.rules = vec![rule(Shared::Where(named("jute")), Level::Write)];
    let grants = policy.grants(REP).expect("a member");
    assert!(grants.may(Action::Edit, "deal", &deal(&policy, MANAGER, "Jute")));
    assert!(!grants.may(Action::See, "deal", &deal(&policy, MANAGER, "Rice")));
}

#[test]
fn a_share_by_hand_reaches_its_audience() {
    let policy = team();
    let share = Share { to: Audience::Person(OTHER_REP), level: Level::Read };
    let entries = scopes(&policy, "deal", REP, "Rice", &[share], &[]);
    let grants = policy.grants(OTHER_REP).expect("a member");
    assert!(grants.may(Action::See, "deal", &entries) && !grants.may(Action::Edit, "deal", &entries));
}

#[test]
fn notes_are_seen_with_what_they_are_about_but_changed_by_their_own_people() {
    let policy = team();
    let about: Vec<Entry> = deal(&policy, REP, "Rice").into_iter().collect();
    let note = scopes(&policy, "note", MANAGER, "", &[], &about);
    let grants = policy.grants(REP).expect("a member");
    assert!(grants.may(Action::See, "note", &note), "a note of the manager about my deal");
    assert!(!grants.may(Action::Edit, "note", &note));
    assert!(!policy.grants(OTHER_REP).expect("a member").may(Action::See, "note", &note));
    let deal = scopes(&policy, "deal", MANAGER, "Rice", &[], &about);
    assert!(!grants.may(Action::See, "deal", &deal), "only activities are seen through another record");
}

#[test]
fn a_desk_is_its_persons_only_whatever_the_policy() {
    let mut policy = team();
    for open in [false, true] {
        policy.open = open;
        let value = |_: &str| None;
        let record = desk::desk_of(REP);
        let facts = Facts { record, object: desk::KEY, value: &value, shares: &[], about: &[] };
        let entries = policy.scopes_of(&facts);
        assert_eq!(seen_by(&policy, desk::KEY, &entries), [REP]);
        let grants = policy.grants(REP).expect("a member");
        assert!(grants.may(Action::Edit, desk::KEY, &entries));
    }
}

#[test]
fn a_profile_takes_away_what_scopes_give() {
    let mut policy = team();
    let rights = ObjectRights { edit: false, ..ObjectRights::ALL };
    policy.profiles[2].objects.insert("deal".to_owned(), rights);
    let entries = deal(&policy, REP, "Rice");
    let grants = policy.grants(REP).expect("a member");
    assert!(grants.may(Action::See, "deal", &entries) && !grants.may(Action::Edit, "deal", &entries));
    policy.profiles[2].objects.insert("deal".to_owned(), ObjectRights::NONE);
    let grants = policy.grants(REP).expect("a member");
    assert!(!grants.may(Action::See, "deal", &entries) && !grants.may_create("deal"));
    let note = scopes(&policy, "note", MANAGER, "", &[], &entries.into_iter().collect::<Vec<_>>());
    assert!(!grants.may(Action::See, "note", &note), "nor what is about it");
    policy.profiles[2]
        .fields
        .entry("account".to_owned())
        .or_default()
        .insert("name".to_owned(), FieldRight::Read);
    let grants = policy.grants(REP).expect("a member");
    assert_eq!(grants.unwritable("account", &["phones", "name"]), Some("name"));
}

#[test]
fn scopes_have_names_that_read_back() {
    let level = Level::Write;
    let to = [
        Audience::Everyone,
        Audience::Person(REP),
        Audience::Role(RoleId([8; 16])),
        Audience::RoleAndBelow(RoleId([8; 16])),
        Audience::Territory(TerritoryId([6; 16])),
    ];
    let shares = to.map(|to| Scope::Share(Share { to, level }));
    let others = [
        Scope::Owner(REP),
        Scope::Territory(TerritoryId([2; 16])),
        Scope::Rule(RuleId([3; 16])),
        Scope::Desk(REP),
    ];
    for scope in shares.into_iter().chain(others) {
        let entry = Entry { scope, via: "deal".to_owned() };
        assert_eq!(entry.to_string().parse(), Ok(entry));
    }
    for bad in ["", "owner", "owner:1@deal", "share:read@deal", "whole:00@deal"] {
        assert_eq!(bad.parse::<Entry>(), Err(NoScope), "{bad}");
    }
}

#[test]
fn a_policy_with_a_fault_says_which() {
    let active = |_: PersonId| true;
    assert_eq!(team().fault(&active), None);
    let mut round = team();
    round.roles[0].parent = Some(SELLING);
    assert_eq!(round.fault(&active), Some(Fault::RoleCircle(vec![LEADING, SELLING, LEADING])));
    let mut headless = team();
    headless.members.remove(0);
    assert_eq!(headless.fault(&active), Some(Fault::NoAdministrator));
    assert_eq!(team().fault(&|person| person != ADMINISTRATOR), Some(Fault::NoAdministrator));
    let mut lost = team();
    lost.members[1].role = Some(RoleId([77; 16]));
    assert_eq!(lost.fault(&active), Some(Fault::Unknown));
    let condition = |field: &str, operator, argument| {
        let filters = vec![Filter { field: field.to_owned(), operator, argument }];
        let mut odd = team();
        odd.territories.push(Territory {
            id: TerritoryId([1; 16]),
            name: "North".to_owned(),
            parent: None,
            criteria: vec![Criterion { object: "deal".to_owned(), filters }],
        });
        odd.fault(&active)
    };
    assert_eq!(condition("amount_x", FilterOperator::Filled, None), Some(Fault::BadCondition));
    let since = |argument| condition("close_date", FilterOperator::AtLeast, Some(argument));
    assert_eq!(since(Value::Date(20_000)), None);
    assert_eq!(
        since(relative::argument(-30)),
        Some(Fault::BadCondition),
        "who sees what never moves with the calendar"
    );
}

#[test]
fn a_policy_comes_back_from_json_with_ids_that_can_be_read() {
    let policy = team();
    let json = serde_json::to_string(&policy).expect("plain data");
    assert!(json.contains("\"person\":\"03030303030303030303030303030303\""), "{json}");
    assert_eq!(serde_json::from_str::<Policy>(&json).expect("as written"), policy);
}
