//! After a backup was put back: who lost access since has none, changes of others keep their author, and nobody logs in
//! until it is said that things go on.

use crm_server::backup;
use crm_server::log::accounts::{self, SessionRow};
use crm_server::log::audit::{self, Note, What};
use crm_server::log::passkeys::{self, PasskeyRow, Stored};
use crm_server::log::restored::Since;
use crm_server::log::{Database, LogError, Transaction, devices};
use crm_server::policy::Caller;
use crm_sync::frame::Reply;
use crm_tests::device::{created, id};
use crm_tests::postgres::Postgres;
use crm_tests::process::hex;
use crm_tests::team::{START, Team, open_on};
use futures_util::future::BoxFuture;
use std::path::PathBuf;

/// A team that keeps a journal.
struct Story {
    team: Team,
    journal: PathBuf,
    rina: Caller,
    karim: Caller,
    anik: Caller,
    mina: Caller,
}

async fn write(
    team: &Team,
    work: impl for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<(), LogError>> + Send + 'static,
) {
    team.relay.log.write(work).await.expect("stored");
}

impl Story {
    /// What the copy knows.
    async fn begin(mut team: Team) -> Self {
        let journal = team.keep_journal().await;
        let (rina, karim, anik) = (team.join().await, team.join().await, team.join().await);
        let mina = team.join_as("administrator").await;
        let mut line = team.connect(rina).await;
        assert_eq!(line.push(vec![created(id(8), id(71), "a customer")]).await, [Reply::Acked]);
        let key = move |number| PasskeyRow {
            id: vec![number; 32],
            person: anik.person.to_vec(),
            name: "Phone".to_owned(),
            key: String::new(),
            created: START,
            last_used: None,
        };
        let added = write(&team, move |tx| {
            Box::pin(async move {
                for (number, stored) in
                    [(1, Stored::Added), (1, Stored::Known), (2, Stored::Added), (3, Stored::Full)]
                {
                    assert_eq!(passkeys::add(tx, &key(number), 2).await?, stored, "{number}");
                }
                Ok(())
            })
        });
        added.await;
        let story = Self { team, journal, rina, karim, anik, mina };
        story.note(What::Invited, START).await;
        story
    }

    async fn note(&self, what: What, at: i64) {
        let (number, address) = (self.team.number, "192.0.2.1".to_owned());
        let note = Note { what, person: Some(self.rina.person), about: None, detail: String::new(), address };
        write(&self.team, move |tx| Box::pin(async move { audit::note(tx, number, &note, at).await })).await;
    }

    fn session(&self, of: Caller) -> SessionRow {
        SessionRow {
            person: of.person.to_vec(),
            workspace: self.team.number,
            device: of.device.to_vec(),
            expires: START + 100,
        }
    }

    /// After the copy: Rina writes with a new actor and changes her password, a record is erased for good, Karim goes, Anik's phone is removed, comes
    /// back and is removed again, one of his two passkeys is removed, and the policy changes after the journal was cut off in the middle of a line.
    async fn go_on(&self) {
        let mut line = self.team.connect(self.rina).await;
        assert_eq!(line.push(vec![created(id(7), id(70), "a customer")]).await, [Reply::Acked]);
        let (number, karim, anik, back) = (self.team.number, self.karim, self.anik, self.session(self.anik));
        let work = write(&self.team, move |tx| {
            Box::pin(async move {
                accounts::set_active(tx, number, &karim.person, false, START + 1).await?;
                devices::remove(tx, number, &anik.device, &anik.person, START + 1).await?;
                devices::know(tx, &back, &[9; 32], None, START + 2).await?;
                devices::remove(tx, number, &anik.device, &anik.person, START + 3).await?;
                passkeys::remove(tx, &anik.person, Some(&[1; 32]), START + 3).await.map(|_| ())
            })
        });
        work.await;
        self.team.erase(self.mina, &[id(8)]).await.expect("it is there");
        self.note(What::PasswordChanged, START + 3).await;
        let mut text = std::fs::read_to_string(&self.journal).expect("a journal");
        assert!(
            !text.contains("192.0.2.1") && !text.contains("a customer"),
            "neither addresses nor customers"
        );
        // Of a workspace that was made after the copy, and whose number another one may get.
        let (other, rina) = (hex(&id(77)), hex(&self.rina.person));
        text.push_str(&format!(
            "{{\"at\":{START},\"workspace\":\"{other}\",\"kind\":\"member\",\"person\":\"{rina}\",\"active\":false}}\n"
        ));
        text.push_str("{\"at\":18");
        std::fs::write(&self.journal, text).expect("writable");
        self.note(What::PolicySet, START + 4).await;
    }

    /// The copy lies in this database now, and this was told of the time since.
    async fn check(mut self, database: Database, since: &[Since]) {
        let told: Vec<_> = since.iter().map(|since| (since.what.as_str(), since.at)).collect();
        assert_eq!(told, [("password_changed", START + 3), ("policy_set", START + 4)]);
        assert_eq!((since[0].workspace.as_str(), since[0].person.is_some()), ("Dhaka", true));
        self.team.relay = open_on(self.team.folder(), database.clone()).await;
        let (log, number) = (&self.team.relay.log, self.team.number);
        let audit = log.audit(number, None).await.expect("readable");
        let entries: Vec<_> = audit.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(entries, ["policy_set", "password_changed", "invited"], "once each");

        assert!(log.documents(number, &[id(8)]).await.expect("readable").is_empty(), "it stays erased");
        assert_eq!(log.erased(number, &[id(8)]).await.expect("readable"), [(id(8), 0)]);
        assert_eq!(
            log.memberships(&self.rina.person).await.expect("readable").len(),
            1,
            "that was another one"
        );
        assert!(log.memberships(&self.karim.person).await.expect("readable").is_empty(), "he stays out");
        let devices = log.devices(number, 0).await.expect("readable");
        let phone = devices.iter().find(|row| row.person == self.anik.person).expect("listed");
        assert_eq!(phone.removed, Some(START + 3));
        let keys = log.passkeys(&self.anik.person).await.expect("readable");
        assert_eq!(keys.len(), 1, "a removed passkey stays removed");
        assert_eq!(keys[0].id, [2; 32]);
        let actors = log.actors(number, &[id(70)]).await.expect("readable");
        assert_eq!(actors[0].person, self.rina.person, "what others bring back of hers is hers");

        assert!(log.session(&self.rina.session, START).await.expect("readable").is_none());
        assert_eq!(log.held().await.expect("readable"), Some(START + 9));
        assert!(matches!(self.log_in().await, Err(LogError::Held)));
        assert!(backup::go_on(&database).await.expect("stored"), "while the relay runs");
        self.log_in().await.expect("a session");
        assert!(!backup::go_on(&database).await.expect("stored"), "there is nothing to end any more");
    }

    async fn log_in(&self) -> Result<(), LogError> {
        let session = self.session(self.rina);
        let work = self.team.relay.log.write(move |tx| {
            Box::pin(async move { accounts::start_session(tx, &[1; 32], &session, "Phone", START).await })
        });
        work.await
    }
}

#[tokio::test]
async fn a_file_that_is_put_back_learns_from_the_journal() {
    let story = Story::begin(Team::found().await).await;
    let (folder, copy) = (story.team.folder(), story.team.folder().join("copy.db"));
    backup::backup(&folder, &copy).await.expect("a copy");
    story.go_on().await;
    story.team.relay.log.close().await;
    let since = backup::restore(&folder, &copy, std::slice::from_ref(&story.journal), START + 9)
        .await
        .expect("put back");
    story.check(Database::File(folder), &since).await;
}

#[tokio::test]
async fn a_server_that_is_put_back_learns_from_the_journal() {
    let Some(server) = Postgres::start() else { return };
    let mut story = Story::begin(Team::found_on(server.database("one")).await).await;
    story.team.relay.log.close().await;
    let copy = server.copy("one", "two");
    story.team.keep_journal().await;
    story.go_on().await;
    story.team.relay.log.close().await;
    let since =
        backup::restored(&copy, std::slice::from_ref(&story.journal), START + 9).await.expect("put back");
    story.check(copy, &since).await;
}

#[tokio::test]
async fn what_is_no_journal_is_refused_before_anything_is_touched() {
    let team = Team::found().await;
    let copy = team.folder().join("copy.db");
    backup::backup(&team.folder(), &copy).await.expect("a copy");
    team.relay.log.close().await;
    for (text, line) in [
        ("certainly\nno journal\n", 1),
        ("\n{\"at\":1,\"workspace\":\"01\",\"kind\":\"member\",\"person\":\"00\",\"active\":true}\nx\n", 3),
    ] {
        let journal = team.folder().join("journal");
        std::fs::write(&journal, text).expect("writable");
        let refused =
            backup::restore(&team.folder(), &copy, &[journal], START).await.expect_err("no journal");
        assert!(refused.to_string().contains(&format!("line {line} ")), "{refused}");
    }
    let relay = open_on(team.folder(), Database::File(team.folder())).await;
    assert_eq!(relay.log.held().await.expect("readable"), None);
}
