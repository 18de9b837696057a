//! The server goes away and comes back: nothing is acknowledged meanwhile, and nobody has to start a relay again.

use crm_server::Relay;
use crm_server::log::{Database, Durability, Log, LogError, workspaces};
use crm_sync::frame::Reply;
use crm_tests::device::{created, id};
use crm_tests::postgres::Postgres;
use crm_tests::team::Team;
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

async fn take_a_place(relay: &Relay, workspace: i64) -> Result<i64, LogError> {
    relay.log.write(move |tx| Box::pin(async move { workspaces::next_place(tx, workspace).await })).await
}

#[tokio::test]
async fn a_relay_goes_on_when_the_server_is_back() {
    let Some(server) = Postgres::start() else { return };
    let team = Team::found_on(server.database("one")).await;
    let other = team.another_relay().await;
    let caller = team.join().await;
    let mut line = team.connect(caller).await;
    assert_eq!(line.push(vec![created(id(1), id(70), "before")]).await, [Reply::Acked]);
    let mut told = other.hub.channel(team.number).people();
    told.borrow_and_update();
    server.halt();
    assert!(take_a_place(&team.relay, team.number).await.is_err());
    assert!(team.relay.log.workspaces().await.is_err());
    server.go();
    assert_eq!(take_a_place(&team.relay, team.number).await.expect("it is back"), 2);
    assert_eq!(take_a_place(&other, team.number).await.expect("it is back"), 3);
    let mut line = team.connect(caller).await;
    assert_eq!(line.push(vec![created(id(2), id(70), "after")]).await, [Reply::Acked]);
    // What was told during the outage nobody heard, so everything is looked at again.
    timeout(PATIENCE, told.changed()).await.expect("in time").expect("it runs");
    let mut head = other.hub.channel(team.number).head();
    timeout(PATIENCE, head.wait_for(|head| *head >= 4)).await.expect("in time").expect("it runs");
    other.close().await;
    team.relay.close().await;
}

async fn refusal(database: Database) -> String {
    match Log::open(&database, Durability::Full, None, |_| {}).await {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{database:?} was opened"),
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_database_is_said_so_that_somebody_can_act() {
    let Some(server) = Postgres::start() else { return };
    let absent = refusal(Database::Server(server.address("absent"))).await;
    assert!(absent.contains("cannot be reached") && absent.contains("absent"), "{absent}");
    let address = refusal(Database::Server("mysql://localhost/crm".to_owned())).await;
    assert!(address.contains("postgres://user:password@host/database"), "{address}");
    // A database of another program is left alone.
    server.database("other");
    server.execute("other", "CREATE TABLE customers (id INT)");
    let other = refusal(Database::Server(server.address("other"))).await;
    assert_eq!(other, "the database is not one of Halkhata");
    // One that a newer build upgraded.
    let database = server.database("newer");
    let team = Team::found_on(database.clone()).await;
    server.execute("newer", "UPDATE halkhata SET format = 99");
    assert!(refusal(database).await.contains("needs a newer build"));
    team.relay.close().await;
    // Two relays that start at once make one schema.
    let both = server.database("both");
    let (one, two) = tokio::join!(
        Log::open(&both, Durability::Full, None, |_| {}),
        Log::open(&both, Durability::Full, None, |_| {})
    );
    one.expect("opened").close().await;
    two.expect("opened").close().await;
}
