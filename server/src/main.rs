//! The command `halkhata`: serves a relay, backs it up, restores it, and looks it over.

use clap::{Args, Parser, Subcommand, ValueEnum};
use crm_server::api::origin::Origins;
use crm_server::api::peer::{Network, Proxies};
use crm_server::api::{Web, one_time_links, resets};
use crm_server::assets::{Pages, Site};
use crm_server::log::{Database, migrate};
use crm_server::relay::system_time;
use crm_server::serve::{self, Tls};
use crm_server::{Relay, Settings, backup, doctor};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[derive(Parser)]
#[command(name = "halkhata", version, about = "Customers, deals and notes that work without a network")]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Serve the app and keep the team's changes
    Serve(Serve),
    /// Copy the database to a new file, also while the relay runs
    Backup {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        server: Server,
        /// The file to write
        file: PathBuf,
    },
    /// Put a backup in the place of the database; the relay must not run
    Restore {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        server: Server,
        /// The file to read
        file: PathBuf,
    },
    /// Check database, schema, clock, disk, TLS and assets; exit 1 if anything is wrong
    Doctor {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        server: Server,
        #[command(flatten)]
        site: Assets,
        #[command(flatten)]
        tls: TlsFiles,
    },
    /// Make a link by which somebody sets another password, also while the relay runs
    ResetLink {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        server: Server,
        /// The e-mail address that the person logs in with
        email: String,
        /// Take the second factor away, too
        #[arg(long)]
        second_factor: bool,
        /// The address that people type
        #[arg(long, env = "HALKHATA_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
        public_url: String,
    },
    /// Copy a SQLite file to an empty PostgreSQL, counted and compared; the relay must not run
    Migrate {
        /// What the data lies in now
        #[arg(long)]
        from: Source,
        /// What it is to lie in
        #[arg(long)]
        to: Target,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        server: Server,
    },
    /// Print the version
    Version,
}

#[derive(Clone, Copy, ValueEnum)]
enum Source {
    Sqlite,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Postgres,
}

#[derive(Args)]
struct Serve {
    /// Address to listen on
    #[arg(long, env = "HALKHATA_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    site: Assets,
    /// The address that people type, when it is not the one listened on: https://crm.example.org
    #[arg(long, env = "HALKHATA_PUBLIC_URL")]
    public_url: Option<String>,
    #[command(flatten)]
    tls: TlsFiles,
    /// Address or network of a proxy whose X-Forwarded-For counts: 127.0.0.1, 10.0.0.0/8; may be given several times
    #[arg(long, env = "HALKHATA_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<Network>,
    /// Write the log as one JSON object per line
    #[arg(long, env = "HALKHATA_LOG_JSON")]
    log_json: bool,
}

#[derive(Args)]
struct Data {
    /// Folder of the key, and of the database where it is a file
    #[arg(long, env = "HALKHATA_DATA", default_value = "./data")]
    data: PathBuf,
}

#[derive(Args)]
struct Server {
    /// PostgreSQL in the place of a file, for several relays: postgres://user:password@host/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Server {
    fn database(&self, data: &Data) -> Database {
        Database::named(self.database_url.as_deref(), &data.data)
    }

    /// Refuses what is for a file only: it would take an old file for the book.
    fn none(&self) -> Result<(), &'static str> {
        match self.database_url {
            None => Ok(()),
            Some(_) => Err("the book lies on PostgreSQL (DATABASE_URL): use pg_dump, see the README"),
        }
    }
}

#[derive(Args)]
struct Assets {
    /// Folder of the built site
    #[arg(long, env = "HALKHATA_ASSETS", default_value = "build/site")]
    assets: PathBuf,
}

#[derive(Args)]
struct TlsFiles {
    /// Certificates in PEM, for serving by HTTPS
    #[arg(long, env = "HALKHATA_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Key of the certificate in PEM
    #[arg(long, env = "HALKHATA_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl TlsFiles {
    fn tls(self) -> Option<Tls> {
        Some(Tls { certificate: self.tls_cert?, key: self.tls_key? })
    }
}

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
        Action::Backup { data, server, file } => {
            server.none()?;
            backup::backup(&data.data, &file).await?;
            say(&format!("backed up to {}", file.display()))?;
        }
        Action::Restore { data, server, file } => {
            server.none()?;
            backup::restore(&data.data, &file, system_time()).await?;
            say(&format!("restored from {}; everybody has to log in again", file.display()))?;
        }
        Action::Doctor { data, server, site, tls } => {
            let (database, tls) = (server.database(&data), tls.tls());
            let findings =
                doctor::examine(&database, &data.data, &site.assets, tls.as_ref(), system_time()).await;
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
        Action::ResetLink { data, server, email, second_factor, public_url } => {
            let database = server.database(&data);
            let path = resets::by_operator(&database, &email, second_factor, system_time()).await?;
            say(&format!("reset link: {}{path}", public_url.trim_end_matches('/')))?;
        }
        Action::Migrate { from: Source::Sqlite, to: Target::Postgres, data, server } => {
            let url = server.database_url.ok_or("give --database-url or DATABASE_URL")?;
            backup::alone(&data.data).await?;
            for (table, rows) in migrate::migrate(&data.data, &url).await? {
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
    let database = options.server.database(&options.data);
    let relay = Relay::open(&Settings { database, ..Settings::new(options.data.data) }).await?;
    let link = one_time_links::set_up_link(&relay).await?;
    let web = Web::new(relay, origins).behind(Proxies::new(options.trusted_proxy));
    let mut running = serve::start(web, Pages::new(site), listener, tls.as_ref()).await?;
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
