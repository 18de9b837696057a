//! Which program asks: by the token that it carries in `Authorization`, and nothing else. A cookie says nothing here, so
//! no page of another site can ask in somebody's name.

use super::problem::{Problem, What};
use crate::api::tries::{Secret, Tries, Try};
use crate::api::{Web, cookie};
use crate::log::api_tokens::{ApiTokenRow, device_name};
use crate::policy::budget::Budget;
use crate::policy::gate::{self, Pusher};
use crate::policy::{Caller, Deed};
use crate::socket::hub::held;
use axum::http::{HeaderMap, header};
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What every token begins with, so that people and scanners of secrets recognise one.
pub const PREFIX: &str = "hk_";
/// Digits behind it.
const DIGITS: usize = 64;
/// Requests that a token may make at once, and in each second.
const REQUESTS: (u32, u32) = (300, 20);

/// Requests of tokens, and wrong tokens by the address that they come from.
#[derive(Default)]
pub struct Limits {
    budgets: HashMap<[u8; 32], Budget>,
    wrong: Tries,
}

/// A program, and as whom it acts.
pub(super) struct Program {
    /// As whom.
    pub caller: Caller,
    row: ApiTokenRow,
}

impl Program {
    /// Refuses what the token does not allow. What is written asks again, in its transaction.
    pub fn may(&self, deed: Deed) -> Result<(), Problem> {
        if deed.is_among(&self.row.scopes) {
            return Ok(());
        }
        let detail =
            format!("Use a token with the scope `{}`; this one has: {}.", deed.name(), self.row.scopes);
        Err(Problem::new(What::NotInScope, detail))
    }

    /// Whether it may see what it made or changed.
    pub fn reads(&self) -> bool {
        Deed::Read.is_among(&self.row.scopes)
    }

    /// How its changes come to the gate.
    pub fn pusher(&self, connection: u64, deed: Deed, read_at: BTreeMap<[u8; 16], i64>) -> Pusher {
        let (caller, device_name) = (self.caller, device_name(&self.row.name));
        let program = Some(gate::Program { deed, read_at: Arc::new(read_at) });
        Pusher { caller, connection, device_name, take_over: false, program }
    }
}

/// The program that sends a request.
pub(super) async fn program(web: &Web, peer: SocketAddr, headers: &HeaderMap) -> Result<Program, Problem> {
    let now = web.relay.now();
    let Some(token) = token(headers) else {
        return Err(Problem::new(
            What::Unauthorized,
            "Send `Authorization: Bearer hk_…` with a token that an administrator made.",
        ));
    };
    let hash = cookie::hash(token);
    let found = web.relay.log.api_token(&hash, now).await.map_err(|error| Problem::fault(&error))?;
    let Some(row) = found else { return Err(wrong(web, web.proxies.client(peer.ip(), headers), now)) };
    let (Ok(person), Ok(device)) = (row.person.as_slice().try_into(), row.device.as_slice().try_into())
    else {
        return Err(wrong(web, web.proxies.client(peer.ip(), headers), now));
    };
    let budget = || Budget::new(REQUESTS.0, REQUESTS.1);
    if !held(&web.limits).budgets.entry(hash).or_insert_with(budget).take(1, now) {
        let detail = format!("Send at most {} requests a second.", REQUESTS.1);
        return Err(Problem::new(What::TooMany, detail).after(1));
    }
    web.relay.log.api_token_used(&row, now).await.map_err(|error| Problem::fault(&error))?;
    let caller = Caller { session: hash, person, workspace: row.workspace, device };
    Ok(Program { caller, row })
}

/// The one token of a request, if it has the form of one.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(given), None) = (given.next(), given.next()) else { return None };
    let (scheme, token) = given.to_str().ok()?.split_once(' ')?;
    let digits = token.strip_prefix(PREFIX)?;
    let whole = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (scheme.eq_ignore_ascii_case("bearer") && whole).then_some(token)
}

/// Counts a wrong token for its address. A token of 256 bits is not guessed, and a right one never waits: what a
/// neighbour behind the same address does, closes nobody out.
fn wrong(web: &Web, address: IpAddr, now: i64) -> Problem {
    let of = Try { secret: Secret::Token, account: String::new(), address, known: None };
    let mut limits = held(&web.limits);
    if let Some(seconds) = limits.wrong.wait(&of, now) {
        return Problem::new(What::TooMany, "Too many wrong tokens came from this address; wait.")
            .after(seconds);
    }
    limits.wrong.failed(&of, now);
    Problem::new(
        What::Unauthorized,
        "The token is wrong, has expired or was revoked; ask an administrator for another.",
    )
}
