//! What can be typed after `halkhata`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use crm_server::api::peer::Network;
use crm_server::log::Database;
use crm_server::serve::Tls;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(name = "halkhata", version, about = "Customers, deals and notes that work without a network")]
pub(crate) struct Command {
    #[command(subcommand)]
    pub(crate) action: Action,
}

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Serve the app and keep the team's changes
    Serve(Serve),
    /// Copy the database to a new file, also while the relay runs
    Backup {
        #[command(flatten)]
        book: Book,
        /// The file to write
        file: PathBuf,
    },
    /// Put a backup in the place of the database; the relay must not run, and nobody logs in until `go-on`
    Restore {
        #[command(flatten)]
        book: Book,
        #[command(flatten)]
        journals: Journals,
        /// The file to read
        file: PathBuf,
    },
    /// Say that the database was put back by other means, such as pg_restore; the relays must not run
    Restored {
        #[command(flatten)]
        book: Book,
        #[command(flatten)]
        journals: Journals,
    },
    /// Let people log in again after a backup was put back; the relay may run
    GoOn {
        #[command(flatten)]
        book: Book,
    },
    /// Check database, schema, clock, disk, TLS and assets; exit 1 if anything is wrong
    Doctor {
        #[command(flatten)]
        book: Book,
        #[command(flatten)]
        site: Assets,
        #[command(flatten)]
        tls: TlsFiles,
    },
    /// Make a link by which somebody sets another password, also while the relay runs
    ResetLink {
        #[command(flatten)]
        book: Book,
        /// The e-mail address that the person logs in with
        email: String,
        #[command(flatten)]
        journal: Journal,
        /// Take the second factor away, too
        #[arg(long)]
        second_factor: bool,
        /// The address that people type
        #[arg(long, env = "HALKHATA_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
        public_url: String,
    },
    /// Make a link by which another workspace is set up, apart from the others; also while the relay runs
    SetUpLink {
        #[command(flatten)]
        book: Book,
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
        book: Book,
    },
    /// Print the version
    Version,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Source {
    Sqlite,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Target {
    Postgres,
}

#[derive(Args)]
pub(crate) struct Serve {
    /// Address to listen on
    #[arg(long, env = "HALKHATA_LISTEN", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) book: Book,
    #[command(flatten)]
    pub(crate) site: Assets,
    /// The address that people type, when it is not the one listened on: https://crm.example.org
    #[arg(long, env = "HALKHATA_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    #[command(flatten)]
    pub(crate) tls: TlsFiles,
    #[command(flatten)]
    pub(crate) journal: Journal,
    /// Address or network of a proxy whose X-Forwarded-For counts: 127.0.0.1, 10.0.0.0/8; may be given several times
    #[arg(long, env = "HALKHATA_TRUSTED_PROXY", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<Network>,
    /// Sockets that one person may have open, on all devices and in all tabs
    #[arg(long, env = "HALKHATA_SOCKETS_PER_PERSON", default_value_t = 100)]
    pub(crate) sockets_per_person: usize,
    /// Write the log as one JSON object per line
    #[arg(long, env = "HALKHATA_LOG_JSON")]
    pub(crate) log_json: bool,
}

#[derive(Args)]
pub(crate) struct Journal {
    /// File on another disk that is told who lost access and whose each device's changes are: for `restore`
    #[arg(long, env = "HALKHATA_JOURNAL")]
    pub(crate) journal: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Journals {
    /// The journal of each relay that wrote into the database
    #[arg(long = "journal", env = "HALKHATA_JOURNAL", value_delimiter = ',')]
    pub(crate) journals: Vec<PathBuf>,
}

// Where the book lies. No documentation: clap would take it for that of every command.
#[derive(Args)]
pub(crate) struct Book {
    /// Folder of the key, and of the database where it is a file
    #[arg(long, env = "HALKHATA_DATA", default_value = "./data")]
    pub(crate) data: PathBuf,
    /// PostgreSQL in the place of a file, for several relays: postgres://user:password@host/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

impl Book {
    pub(crate) fn database(&self) -> Database {
        Database::named(self.database_url.as_deref(), &self.data)
    }

    /// The folder, for what is for a file only: beside a server it would take an old file for the book.
    pub(crate) fn folder(&self) -> Result<&Path, &'static str> {
        match self.database_url {
            None => Ok(&self.data),
            Some(_) => Err("the book lies on PostgreSQL (DATABASE_URL): use pg_dump, see the README"),
        }
    }
}

#[derive(Args)]
pub(crate) struct Assets {
    /// Folder of the built site
    #[arg(long, env = "HALKHATA_ASSETS", default_value = "build/site")]
    pub(crate) assets: PathBuf,
}

#[derive(Args)]
pub(crate) struct TlsFiles {
    /// Certificates in PEM, for serving by HTTPS
    #[arg(long, env = "HALKHATA_TLS_CERT", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Key of the certificate in PEM
    #[arg(long, env = "HALKHATA_TLS_KEY", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
}

impl TlsFiles {
    pub(crate) fn tls(self) -> Option<Tls> {
        Some(Tls { certificate: self.tls_cert?, key: self.tls_key? })
    }
}
