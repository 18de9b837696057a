//! The API for other programs: records in JSON, by token. It reads through the look that devices read through, and
//! writes by the commands of the screens through the gate, so that nothing is allowed here that is not there.

mod answer;
pub mod bearer;
mod beside;
mod describing;
pub mod openapi;
mod problem;
mod reading;
mod refusals;
mod schema;
mod shown;
mod typed;
mod values;
mod writing;

use super::Web;
use answer::{object, target};
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use bearer::{Program, program};
use problem::{Problem, What};
use std::net::SocketAddr;

/// The routes. They stand outside the guard of origins: a cookie says nothing here, and no other site has a token.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/api/v1/openapi.json", get(async || Json(openapi::document())))
        .route("/api/v1/objects", any(call))
        .route("/api/v1/people", any(call))
        .route("/api/v1/records/{*rest}", any(call))
}

/// Answers a program.
async fn call(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let vigil = web.relay.hub.vigil();
    let turn = vigil.awake().await;
    let program = match program(&web, peer, &parts.headers).await {
        Ok(program) => program,
        Err(problem) => return problem.into_response(),
    };
    let asked = Asked { method: &parts.method, uri: &parts.uri, headers: &parts.headers };
    let answer = asked.answer(&web, &program, body).await.unwrap_or_else(IntoResponse::into_response);
    if asked.reads() && vigil.lapsed(turn) {
        // What was read may be hidden by now.
        let problem = Problem::new(What::Busy, "The relay was away for a moment. Ask again.");
        return problem.into_response();
    }
    answer
}

/// What is asked for.
struct Asked<'r> {
    method: &'r Method,
    uri: &'r Uri,
    headers: &'r HeaderMap,
}

impl Asked<'_> {
    fn reads(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }

    async fn answer(&self, web: &Web, program: &Program, body: Body) -> Result<Response, Problem> {
        let (method, uri) = (self.method, self.uri);
        let sent = (self.headers, uri);
        let path = uri.path().trim_start_matches("/api/v1/");
        let parts: Vec<&str> = path.split('/').collect();
        let reads = self.reads();
        match parts.as_slice() {
            ["objects"] if reads => describing::objects(program, uri),
            ["people"] if reads => reading::people(web, program, uri).await,
            ["objects" | "people"] => Err(no_method("GET")),
            ["records", key] => {
                let object = object(key)?;
                match *method {
                    _ if reads => reading::list(web, program, object.key, uri).await,
                    Method::POST => writing::make(web, program, object, sent, body).await,
                    _ => Err(no_method("GET, POST")),
                }
            }
            ["records", key, id] => match *method {
                _ if reads => reading::one(web, program, target(key, id)?, uri).await,
                Method::PATCH => writing::change(web, program, target(key, id)?, sent, body).await,
                Method::DELETE => writing::remove(web, program, target(key, id)?, sent).await,
                _ => Err(no_method("GET, PATCH, DELETE")),
            },
            _ => Err(Problem::new(
                What::NotFound,
                "There is nothing at this address; /api/v1/openapi.json says what there is.",
            )),
        }
    }
}

fn no_method(known: &'static str) -> Problem {
    Problem::new(What::NoMethod, format!("Use one of: {known}.")).allowing(known)
}
