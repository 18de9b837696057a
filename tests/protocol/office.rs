//! A small team whose records are private to their owners and those above them.

use crm_core::fields::FilterOperator;
use crm_core::ids::RuleId;
use crm_core::policy::{Audience, Level, Shared, SharingRule};
use crm_core::value::Value;
use crm_core::views::query::Filter;
use crm_server::policy::Caller;
use crm_sync::frame::{PushedChange, Reply};
use crm_tests::device::id;
use crm_tests::sheet::{Reader, Sheet, person};
use crm_tests::team::Team;

/// An administrator, a manager, two representatives below her, and a device of each that follows.
pub struct Office {
    /// The team.
    pub team: Team,
    /// Sees everything.
    pub administrator: Caller,
    /// Leads the representatives.
    pub manager: Reader,
    /// A representative.
    pub rina: Reader,
    /// Another.
    pub karim: Reader,
}

/// Actors of the three.
pub const MANAGERS: [u8; 16] = [70; 16];
pub const RINAS: [u8; 16] = [71; 16];
pub const KARIMS: [u8; 16] = [72; 16];

impl Office {
    /// A new one.
    pub async fn open() -> Self {
        let (team, administrator) = Team::found_private().await;
        let (manager, rina, karim) = (team.join_as("manager").await, team.join().await, team.join().await);
        let manager = Reader::new(&team, manager).await;
        let rina = Reader::new(&team, rina).await;
        let karim = Reader::new(&team, karim).await;
        let mut office = Self { team, administrator, manager, rina, karim };
        office.listen().await;
        office
    }

    /// Everybody hears what there is.
    pub async fn listen(&mut self) {
        for reader in [&mut self.manager, &mut self.rina, &mut self.karim] {
            reader.listen().await;
        }
    }

    /// Which of manager, Rina and Karim hold a document.
    pub async fn hold(&mut self, sheet: &Sheet) -> [bool; 3] {
        self.listen().await;
        [self.manager.holds(sheet), self.rina.holds(sheet), self.karim.holds(sheet)]
    }

    /// The same after everybody was away and came back from where they were.
    pub async fn hold_later(&mut self, sheet: &Sheet) -> [bool; 3] {
        for reader in [&mut self.manager, &mut self.rina, &mut self.karim] {
            reader.reconnect(&self.team).await;
        }
        self.hold(sheet).await
    }

    /// Rina makes a record of her own.
    pub async fn of_rina(&mut self, object: &'static str, number: u64, values: &[(&str, Value)]) -> Sheet {
        let mut sheet = Sheet::new(object, id(number));
        let mut values = values.to_vec();
        values.push(("owner", person(self.rina.line.caller.person)));
        let change = sheet.set(RINAS, &values);
        accepted(&mut self.rina, change).await;
        sheet
    }
}

/// Pushes a change.
pub async fn push(reader: &mut Reader, change: PushedChange) -> Reply {
    reader.line.now += 1_000;
    let doc = change.doc;
    let replies = reader.line.push(vec![change]).await;
    if replies == [Reply::Acked] {
        reader.held.insert(doc, "own");
    }
    reader.listen().await;
    replies.into_iter().next().expect("a reply")
}

/// Pushes a change that is taken.
pub async fn accepted(reader: &mut Reader, change: PushedChange) {
    assert_eq!(push(reader, change).await, Reply::Acked);
}

/// Pushes a change that is refused; why, and for which field.
pub async fn refused(reader: &mut Reader, change: PushedChange) -> (String, Option<String>) {
    let reply = push(reader, change).await;
    let Reply::Refused { reason, field } = reply else { panic!("not refused: {reply:?}") };
    (reason, field)
}

/// The person may not do that with the record.
pub fn no_access() -> (String, Option<String>) {
    ("no-access".to_owned(), None)
}

/// A rule that lends deals to everybody by what a field of theirs holds.
pub fn rule_by(field: &str) -> Vec<SharingRule> {
    let argument = Some(crm_tests::sheet::text("Public"));
    let filters = vec![Filter { field: field.to_owned(), operator: FilterOperator::Contains, argument }];
    vec![SharingRule {
        id: RuleId([5; 16]),
        name: "public".to_owned(),
        object: "deal".to_owned(),
        what: Shared::Where(filters),
        to: Audience::Everyone,
        level: Level::Read,
    }]
}
