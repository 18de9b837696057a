//! The log keeps its promises on every database: the same cases on a SQLite file and on a real PostgreSQL, which the
//! test starts itself, some of them beside a model in memory; and relays that share one.

mod accounts;
mod changes;
mod compaction;
mod model;
mod moving;
mod outage;
mod restoring;
mod several;
mod sight;
mod tls;

use crm_tests::postgres::Postgres;
use crm_tests::team::Team;

/// A team on a database, and the server for as long as it is needed.
struct Place {
    team: Team,
    _server: Option<Postgres>,
}

impl Place {
    async fn file() -> Option<Self> {
        Some(Self { team: Team::found().await, _server: None })
    }

    async fn server() -> Option<Self> {
        let server = Postgres::start()?;
        let team = Team::found_on(server.database("one")).await;
        Some(Self { team, _server: Some(server) })
    }
}

/// Runs a case on both databases.
macro_rules! on_both {
    ($($case:ident)+) => {
        $(mod $case {
            #[tokio::test]
            async fn on_sqlite() {
                if let Some(place) = crate::Place::file().await {
                    super::cases::$case(place.team).await;
                }
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(place) = crate::Place::server().await {
                    super::cases::$case(place.team).await;
                }
            }
        })+
    };
}
use on_both;
