//! The API for other programs over a real server: tokens, who sees what, values of every kind, bad input; on a SQLite
//! file and on a real PostgreSQL.

mod contract;
mod input;
mod records;
mod sight;
mod tokens;
mod values;

use crm_tests::http::{self, Answer};
use crm_tests::postgres::Postgres;
use crm_tests::process::Account;
use crm_tests::server::Server;
use serde_json::{Value, json};

/// Everything that a token can be allowed.
const ALL: [&str; 4] = ["read", "create", "change", "delete"];

/// A relay with its administrator, and the server of its database for as long as it is needed.
struct Place {
    server: Server,
    rina: Account,
    _postgres: Option<Postgres>,
}

impl Place {
    async fn file() -> Self {
        let server = Server::start().await;
        let rina = server.found().await;
        Self { server, rina, _postgres: None }
    }

    /// `None` where no PostgreSQL is installed.
    async fn postgres() -> Option<Self> {
        let postgres = Postgres::start()?;
        let server = Server::on(postgres.database("one")).await;
        let rina = server.found().await;
        Some(Self { server, rina, _postgres: Some(postgres) })
    }

    /// The id of the person of a session.
    async fn person(&self, account: &Account) -> String {
        let session = self.server.call("session", Some(&account.cookie), json!({})).await.json();
        session["person"].as_str().expect("somebody is logged in").to_owned()
    }

    /// A token that acts as a person.
    async fn token_of(&self, account: &Account, scopes: &[&str]) -> Program<'_> {
        let person = self.person(account).await;
        let body = json!({"name": "Website form", "person": person, "scopes": scopes, "days": 30});
        let answer = self.server.call("make_api_token", Some(&self.rina.cookie), body).await;
        let token = answer.json()["token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
        Program { server: &self.server, token }
    }

    /// A token of the administrator that may do everything.
    async fn token(&self) -> Program<'_> {
        self.token_of(&self.rina, &ALL).await
    }
}

/// A program with a token.
struct Program<'s> {
    server: &'s Server,
    token: String,
}

impl Program<'_> {
    /// Asks with these headers, too.
    async fn ask_with(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(more);
        http::request(self.server.address(), method, &format!("/api/v1/{path}"), &headers, body).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask_with("GET", path, &[], "").await
    }

    async fn send(&self, method: &str, path: &str, fields: Value) -> Answer {
        let body = json!({"fields": fields}).to_string();
        self.ask_with(method, path, &[("content-type", "application/json")], &body).await
    }

    /// Makes a record; its id.
    async fn make(&self, object: &str, fields: Value) -> String {
        let answer = self.send("POST", &format!("records/{object}"), fields).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["id"].as_str().expect("an id").to_owned()
    }
}

/// The last part of a problem's type, if the answer is one with that status.
fn problem(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    let body = answer.json();
    assert_eq!(body["status"], answer.status, "{body}");
    assert!(!body["detail"].as_str().unwrap_or_default().is_empty(), "what to do: {body}");
    body["type"]
        .as_str()
        .and_then(|kind| kind.strip_prefix("urn:halkhata:problem:"))
        .expect("a kind")
        .to_owned()
}
