//! A workspace by chance: small enough that ways cross, with every part of a policy in it.

use crm_core::fields::FilterOperator;
use crm_core::ids::{PersonId, ProfileId, RecordId, RoleId, RuleId, TerritoryId};
use crm_core::objects::companion::companion;
use crm_core::objects::desk;
use crm_core::policy::{
    Audience, Base, Criterion, FieldRight, Level, Member, ObjectRights, Policy, Profile, Role, Share, Shared,
    SharingRule, Territory,
};
use crm_core::value::{Link, Money, Value};
use crm_core::views::query::Filter;
use crm_tests::chance::Chance;
use crm_tests::reference::{Cabinet, Paper};
use std::collections::BTreeMap;

/// People who can be members; the last never is.
pub const PEOPLE: usize = 9;
/// Objects of the records.
pub const OBJECTS: [&str; 7] = ["account", "contact", "deal", "note", "task", "field", "option"];
/// Fields that conditions ask about and rights name.
pub const FIELDS: [(&str, &str); 7] = [
    ("account", "name"),
    ("account", "type"),
    ("contact", "last_name"),
    ("deal", "amount"),
    ("deal", "stage"),
    ("note", "title"),
    ("task", "owner"),
];

fn id(kind: u8, number: usize) -> [u8; 16] {
    let mut id = [kind; 16];
    id[15] = u8::try_from(number).expect("few of a kind");
    id
}

/// A person by number.
pub fn person(number: usize) -> PersonId {
    PersonId(id(1, number))
}

/// Roles, territories and the like are drawn among so many.
struct Sizes {
    roles: usize,
    territories: usize,
    records: usize,
}

/// A workspace.
pub fn cabinet(chance: &mut Chance) -> Cabinet {
    let sizes =
        Sizes { roles: chance.below(7), territories: chance.below(6), records: 16 + chance.below(12) };
    let mut cabinet = Cabinet { policy: policy(chance, &sizes), ..Cabinet::default() };
    for number in 0..sizes.records {
        let paper = paper(chance, &sizes);
        cabinet.papers.insert(record(number), paper);
    }
    // Something lies apart from some of them.
    let beside = cabinet.papers.iter().filter_map(|(id, paper)| {
        let fields = FIELDS.iter().filter(|(object, _)| *object == paper.object);
        let of = fields.filter_map(|(object, field)| companion(object, field)).next()?;
        let paper = Paper { object: of.definition.key.to_owned(), ..Paper::default() };
        Some((of.beside(*id), paper))
    });
    let beside: Vec<_> = beside.collect();
    cabinet.papers.extend(beside);
    for (number, object) in ["field", "option"].into_iter().enumerate() {
        let paper = Paper { object: object.to_owned(), ..Paper::default() };
        cabinet.papers.insert(RecordId(id(9, number)), paper);
    }
    for number in 0..3 {
        let paper = Paper { object: desk::KEY.to_owned(), ..Paper::default() };
        cabinet.papers.insert(desk::desk_of(person(number)), paper);
    }
    cabinet
}

fn record(number: usize) -> RecordId {
    RecordId(id(2, number))
}

fn policy(chance: &mut Chance, sizes: &Sizes) -> Policy {
    // A parent comes before its children, so that several trees grow and no circle.
    let roles = (0..sizes.roles).map(|number| Role {
        id: RoleId(id(3, number)),
        name: String::new(),
        parent: (number > 0 && !chance.one_in(4)).then(|| RoleId(id(3, chance.below(number)))),
        peers: chance.one_in(3),
    });
    let roles = roles.collect();
    let territories = (0..sizes.territories).map(|number| Territory {
        id: TerritoryId(id(4, number)),
        name: String::new(),
        parent: (number > 0 && !chance.one_in(3)).then(|| TerritoryId(id(4, chance.below(number)))),
        criteria: (0..chance.below(3)).map(|_| criterion(chance)).collect(),
    });
    let territories = territories.collect();
    let profiles = (0..4).map(|number| profile(chance, number)).collect();
    let rules = (0..chance.below(5)).map(|number| {
        let Criterion { object, filters } = criterion(chance);
        let what =
            if chance.one_in(2) { Shared::Where(filters) } else { Shared::OwnedBy(audience(chance, sizes)) };
        let (to, level) = (audience(chance, sizes), level(chance));
        SharingRule { id: RuleId(id(5, number)), name: String::new(), object, what, to, level }
    });
    let mut rules: Vec<SharingRule> = rules.collect();
    // The same again further or less far.
    if let Some(rule) = rules.first().cloned() {
        let number = rules.len();
        rules.push(SharingRule { id: RuleId(id(5, number)), level: level(chance), ..rule });
    }
    let members = (0..PEOPLE - 1).filter(|_| !chance.one_in(8)).collect::<Vec<_>>();
    let members = members.into_iter().map(|number| Member {
        person: person(number),
        // One profile in a while is gone.
        profile: ProfileId(id(6, if chance.one_in(20) { 9 } else { chance.below(4) })),
        role: (sizes.roles > 0 && !chance.one_in(5)).then(|| RoleId(id(3, chance.below(sizes.roles)))),
        territories: (0..sizes.territories.min(chance.below(3)))
            .map(|_| TerritoryId(id(4, chance.below(sizes.territories))))
            .collect(),
    });
    let members = members.collect();
    Policy { open: chance.one_in(12), profiles, roles, territories, rules, members, apart: BTreeMap::new() }
}

fn profile(chance: &mut Chance, number: usize) -> Profile {
    let mut objects = BTreeMap::new();
    for object in OBJECTS {
        if chance.one_in(3) {
            objects.insert(object.to_owned(), rights(chance));
        }
    }
    let mut fields: BTreeMap<String, BTreeMap<String, FieldRight>> = BTreeMap::new();
    for (object, field) in FIELDS {
        if chance.one_in(4) {
            let right = match chance.below(3) {
                0 => FieldRight::Write,
                1 => FieldRight::Hidden,
                _ => FieldRight::Read,
            };
            fields.entry(object.to_owned()).or_default().insert(field.to_owned(), right);
        }
    }
    Profile {
        id: ProfileId(id(6, number)),
        name: String::new(),
        base: Base::Representative,
        all_records: chance.one_in(8).then(|| level(chance)),
        others: if chance.one_in(3) { rights(chance) } else { ObjectRights::ALL },
        objects,
        fields,
        exports: None,
    }
}

fn rights(chance: &mut Chance) -> ObjectRights {
    let mut right = || !chance.one_in(3);
    ObjectRights { see: right(), create: right(), edit: right(), delete: right(), export: right() }
}

fn level(chance: &mut Chance) -> Level {
    if chance.one_in(2) { Level::Read } else { Level::Write }
}

fn audience(chance: &mut Chance, sizes: &Sizes) -> Audience {
    match chance.below(8) {
        0 => Audience::Everyone,
        1 | 2 => Audience::Person(person(chance.below(PEOPLE))),
        3 | 4 if sizes.roles > 0 => Audience::Role(RoleId(id(3, chance.below(sizes.roles)))),
        5 | 6 if sizes.roles > 0 => Audience::RoleAndBelow(RoleId(id(3, chance.below(sizes.roles)))),
        _ if sizes.territories > 0 => {
            Audience::Territory(TerritoryId(id(4, chance.below(sizes.territories))))
        }
        _ => Audience::Person(person(chance.below(PEOPLE))),
    }
}

const NAMES: [&str; 4] = ["Rice", "Jute", "Rice mill", "পাট"];
const STAGES: [&str; 3] = ["prospecting", "proposal", "closed_won"];
const TYPES: [&str; 2] = ["customer", "supplier"];

fn text(chance: &mut Chance, of: &[&str]) -> Value {
    Value::Text((*chance.of(of).expect("there are some")).to_owned())
}

fn money(chance: &mut Chance) -> Value {
    let minor = i64::try_from(chance.below(4)).expect("a small number") * 100;
    Value::Money(Money { minor, currency: if chance.one_in(5) { *b"USD" } else { *b"BDT" } })
}

/// A condition by choice, text, money or person; now and then one without conditions, or about a strange field.
fn criterion(chance: &mut Chance) -> Criterion {
    let object = (*chance.of(&OBJECTS).expect("there are some")).to_owned();
    let filters = (0..chance.below(3)).map(|_| filter(chance, &object)).collect();
    Criterion { object, filters }
}

fn filter(chance: &mut Chance, object: &str) -> Filter {
    use FilterOperator::{AtLeast, AtMost, Contains, Empty, Filled, Is, IsNot};
    if chance.one_in(3) {
        let operator = *chance.of(&[Is, IsNot, Empty, Filled]).expect("there are some");
        let argument = Some(Value::Person(person(chance.below(PEOPLE))));
        return Filter { field: "owner".to_owned(), operator, argument };
    }
    let words = [Is, IsNot, Contains, Empty];
    let (field, operators, argument) = match object {
        "account" if chance.one_in(2) => ("type", [Is, IsNot, Empty, Filled], text(chance, &TYPES)),
        "account" => ("name", words, text(chance, &NAMES)),
        "contact" => ("last_name", words, text(chance, &NAMES)),
        "deal" if chance.one_in(2) => ("amount", [AtLeast, AtMost, Is, Empty], money(chance)),
        "deal" => ("stage", [Is, IsNot, Empty, Filled], text(chance, &STAGES)),
        "note" => ("title", words, text(chance, &NAMES)),
        _ => ("gone", words, text(chance, &NAMES)),
    };
    let operator = *chance.of(&operators).expect("there are some");
    let argument = (!chance.one_in(10)).then_some(argument);
    Filter { field: field.to_owned(), operator, argument }
}

fn paper(chance: &mut Chance, sizes: &Sizes) -> Paper {
    let object = *chance.of(&OBJECTS).expect("there are some");
    let mut values = BTreeMap::new();
    let mut put = |field: &str, value: Value| drop(values.insert(field.to_owned(), value));
    if !chance.one_in(5) {
        put("owner", Value::Person(person(chance.below(PEOPLE))));
    }
    if !chance.one_in(4) {
        put("created_by", Value::Person(person(chance.below(PEOPLE))));
    }
    match object {
        "account" => {
            put("name", text(chance, &NAMES));
            put("type", text(chance, &TYPES));
        }
        "contact" => {
            put("last_name", text(chance, &NAMES));
            put("account", link(chance, "account", sizes));
        }
        "deal" => {
            put("amount", money(chance));
            put("stage", text(chance, &STAGES));
            put("account", link(chance, "account", sizes));
        }
        "note" => put("title", text(chance, &NAMES)),
        _ => {}
    }
    if ["note", "task"].contains(&object) && !chance.one_in(4) {
        let to = *chance.of(&["account", "contact", "deal", "note"]).expect("there are some");
        put("about", link(chance, to, sizes));
    }
    if object == "task" && chance.one_in(3) {
        put("contact", link(chance, "contact", sizes));
    }
    let shares = if chance.one_in(4) { 1 + chance.below(2) } else { 0 };
    let shares = (0..shares).map(|_| Share { to: audience(chance, sizes), level: level(chance) }).collect();
    Paper { object: object.to_owned(), values, shares }
}

/// A link to some record, which may be of another object than it says, or missing.
fn link(chance: &mut Chance, object: &str, sizes: &Sizes) -> Value {
    Value::Link(Link { object: object.to_owned(), record: record(chance.below(sizes.records + 2)) })
}
