//! The command `halkhata`: serves a relay, backs it up, restores it, and looks it over.

mod command;

use clap::Parser;
use command::{Action, Command, Serve, Source, Target};
use crm_server::api::origin::Origins;
use crm_server::api::peer::Proxies;
use crm_server::api::{Web, one_time_links, resets};
use crm_server::assets::{Pages, Site};
use crm_server::log::journal::Journal;
use crm_server::log::migrate;
use crm_server::log::restored::Since;
use crm_server::relay::system_time;
use crm_server::socket::doors::{Doors, Limits};
use crm_server::{Relay, Settings, backup, doctor, serve as serving};
use std::io::Write;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let command = Command::parse();
    let run = || -> Outcome {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(run(command))
    };
    match run() {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "halkhata: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Outcome {
    match command.action {
        Action::Serve(options) => serve(options).await?,
        Action::Backup { book, file } => {
            backup::backup(book.folder()?, &file).await?;
            say(&format!("backed up to {}", file.display()))?;
        }
        Action::Restore { book, journals, file } => {
            let since = backup::restore(book.folder()?, &file, &journals.journals, system_time()).await?;
            say(&format!("restored from {}", file.display()))?;
            say_since(&since, !journals.journals.is_empty())?;
        }
        Action::Restored { book, journals } => {
            backup::alone(&book.data).await?;
            let since = backup::restored(&book.database(), &journals.journals, system_time()).await?;
            say_since(&since, !journals.journals.is_empty())?;
        }
        Action::GoOn { book } => match backup::go_on(&book.database()).await? {
            true => say("people can log in again")?,
            false => say("nothing was held up")?,
        },
        Action::Doctor { book, site, tls } => {
            let (database, tls) = (book.database(), tls.tls());
            let findings =
                doctor::examine(&database, &book.data, &site.assets, tls.as_ref(), system_time()).await;
            for finding in &findings {
                match &finding.result {
                    Ok(text) => say(&format!("ok    {:<9} {text}", finding.subject))?,
                    Err(text) => say(&format!("FAIL  {:<9} {text}", finding.subject))?,
                }
            }
            if findings.iter().any(|finding| finding.result.is_err()) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Action::ResetLink { book, email, journal, second_factor, public_url } => {
            let database = book.database();
            let journal = journal.journal.map(Journal::open).transpose()?;
            let path = resets::by_operator(&database, &email, second_factor, journal, system_time()).await?;
            say(&format!("reset link: {}{path}", public_url.trim_end_matches('/')))?;
        }
        Action::SetUpLink { book, public_url } => {
            let path = one_time_links::by_operator(&book.database(), system_time()).await?;
            say(&format!("set-up link: {}{path}", public_url.trim_end_matches('/')))?;
        }
        Action::Migrate { from: Source::Sqlite, to: Target::Postgres, book } => {
            let url = book.database_url.ok_or("give --database-url or DATABASE_URL")?;
            backup::alone(&book.data).await?;
            for (table, rows) in migrate::migrate(&book.data, &url).await? {
                say(&format!("{rows:>9} {table}"))?;
            }
            say(&format!(
                "moved; the file is kept as {}. Give every relay DATABASE_URL and a copy of second-factor.key",
                migrate::MOVED
            ))?;
        }
        Action::Version => say(concat!("halkhata ", env!("CARGO_PKG_VERSION")))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: Serve) -> Result<(), Box<dyn std::error::Error>> {
    log_to_stderr(options.log_json);
    let tls = options.tls.tls();
    let listener = TcpListener::bind(options.listen)?;
    let address = listener.local_addr()?;
    let origins = match &options.public_url {
        Some(url) => Origins::public(url).ok_or("--public-url must be http://… or https://…")?,
        None => Origins::local(address, tls.is_some()),
    };
    let site = Site::read(&options.site.assets).unwrap_or_else(|error| {
        tracing::warn!(%error, "no site is built; only the protocol is served");
        Site::default()
    });
    let database = options.book.database();
    let relay = Relay::open(&Settings {
        database,
        journal: options.journal.journal,
        ..Settings::new(options.book.data)
    })
    .await?;
    if relay.log.held().await?.is_some() {
        tracing::warn!("put back from a backup: nobody can log in until `halkhata go-on`");
    }
    let link = one_time_links::set_up_link(&relay).await?;
    let doors = Doors::new(Limits { person: options.sockets_per_person, ..Limits::default() });
    let web = Web::new(relay, origins).behind(Proxies::new(options.trusted_proxy)).with_doors(doors);
    let mut running = serving::start(web, Pages::new(site), listener, tls.as_ref()).await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let base = options.public_url.unwrap_or_else(|| format!("{scheme}://{address}"));
    // Whoever waits for the address has the link by then.
    if let Some(link) = link {
        say(&format!("set-up link: {}{link}", base.trim_end_matches('/')))?;
    }
    say(&format!("listening: {base}"))?;
    let stopped = tokio::select! {
        stopped = stop_asked() => stopped,
        ended = running.ended() => return Ok(ended?),
    };
    stopped?;
    tracing::info!("stopping");
    running.stop().await?;
    Ok(())
}

/// Waits for SIGTERM or SIGINT.
async fn stop_asked() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

fn log_to_stderr(json: bool) {
    // Only our own words: libraries put arguments into their spans, and those are customers' data.
    let ours = Targets::new()
        .with_target("halkhata", tracing::Level::INFO)
        .with_target("crm_server", tracing::Level::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry();
    if json {
        registry.with(lines.json().with_filter(ours)).init()
    } else {
        registry.with(lines.with_filter(ours)).init()
    }
}

/// A line on standard output, for people and for scripts.
fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")?;
    std::io::stdout().flush()
}

/// What was done since the backup, for whoever decides whether things go on.
fn say_since(since: &[Since], journal: bool) -> std::io::Result<()> {
    if !journal {
        say(
            "no journal was given: who lost access since then has it again, and so does whoever changed a password",
        )?;
    }
    for Since { at, workspace, what, person, about, detail } in since {
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
        let at = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(at.unsigned_abs()));
        say(&format!("{at} {workspace}: {what} {detail} by {} about {}", name(person), name(about)))?;
    }
    say("safe mode: nobody can log in. Look at who may do what, then: halkhata go-on")
}
