//! A team moves from a file to a server: every row comes along, and devices go on where they were.

use crm_server::log::FILE;
use crm_server::log::migrate::{MOVED, NotMoved, migrate};
use crm_server::relay::RelayError;
use crm_server::{Relay, Settings};
use crm_sync::frame::{EntryKind, Reply, ToDevice};
use crm_tests::device::{created, id};
use crm_tests::postgres::Postgres;
use crm_tests::sheet::{Reader, Sheet, person, text};
use crm_tests::team::{Line, Team, open_on};
use tempfile::TempDir;

#[tokio::test]
async fn a_team_moves_to_a_server_with_everything() {
    let Some(server) = Postgres::start() else { return };
    let (team, _) = Team::found_private().await;
    let (rina, karim) = (team.join().await, team.join().await);
    let mut reader = Reader::new(&team, rina).await;
    let mut sheets = Vec::new();
    for number in 0..30 {
        let mut deal = Sheet::new("deal", id(number));
        let owner = [rina, karim][usize::try_from(number % 2).expect("small")].person;
        let made = deal.set([71; 16], &[("name", text("চাল")), ("owner", person(owner))]);
        assert_eq!(reader.line.push(vec![made]).await, [Reply::Acked]);
        sheets.push(deal);
    }
    let place = team.place().await;
    let before = team.relay.log.all_heads(team.number).await.expect("readable");
    team.relay.close().await;
    server.database("one");
    let address = server.address("one");
    let moved = migrate(&team.folder(), &address).await.expect("moved");
    let rows = |table| moved.iter().find(|(name, _)| *name == table).map(|(_, rows)| *rows);
    assert_eq!((rows("docs"), rows("changes"), rows("people")), (Some(30), Some(30), Some(3)));
    assert!(rows("doc_scopes") > Some(0) && rows("policies") > Some(0) && rows("sessions") == Some(3));
    // Nothing takes the file for the book any more; and a second time there is something already.
    let again = migrate(&team.folder(), &address).await;
    assert!(matches!(again, Err(NotMoved::NoSource)), "{again:?}");
    std::fs::copy(team.folder().join(MOVED), team.folder().join(FILE)).expect("put back");
    let again = migrate(&team.folder(), &address).await;
    assert!(matches!(again, Err(NotMoved::NotEmpty("workspaces"))), "{again:?}");

    let database = crm_server::log::Database::Server(address);
    // Who has made a new key is not let in, though nobody has started yet with the one that was moved.
    let elsewhere = TempDir::new().expect("a folder");
    let settings = Settings { database: database.clone(), ..Settings::new(elsewhere.path()) };
    assert!(matches!(Relay::open(&settings).await, Err(RelayError::OtherKey)));
    let relay: Relay = open_on(team.folder(), database).await;
    let after = relay.log.all_heads(team.number).await.expect("readable");
    assert_eq!(before.len(), after.len());
    assert!(before.iter().zip(&after).all(|(one, two)| (&one.doc, &one.heads) == (&two.doc, &two.heads)));
    // The same session, from the same place; new rows get new numbers.
    let mut line = Line::at(&relay, rina);
    line.hello(team.workspace, Some(place)).await;
    line.news().await;
    let change = created(id(100), id(72), "after");
    assert_eq!(line.push(vec![change.clone()]).await, [Reply::Acked]);
    let mut other = Line::at(&relay, karim);
    other.hello(team.workspace, Some(place)).await;
    let heard = other.news().await;
    for frame in &heard {
        if let ToDevice::Feed { entries, .. } = frame {
            let changes = EntryKind::Changes(vec![change.bytes.clone()]);
            assert!(entries.iter().all(|entry| entry.what != changes), "what is private stays so");
        }
    }
    relay.close().await;
}
