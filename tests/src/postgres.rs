//! A real PostgreSQL of one test: made in a temporary folder, reached by a socket in it, gone with the test.

use crm_server::log::Database;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Where Debian puts the server's programs, the newest version last.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// A running server.
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    /// How it is started besides.
    options: String,
}

impl Postgres {
    /// Starts a server; `None`, with a line that says what to install, where there is none on this machine.
    pub fn start() -> Option<Self> {
        Self::begin("-c listen_addresses='' -c fsync=off")
    }

    /// The same, and a commit waits for the disk as in earnest.
    pub fn start_durable() -> Option<Self> {
        Self::begin("-c listen_addresses=''")
    }

    /// One that is reached at a port of this machine, too, by TLS only; with the file of its certificate, which it signed
    /// itself for `localhost`.
    pub fn start_tls(port: u16) -> Option<(Self, PathBuf)> {
        let mut server = Self::start()?;
        server.halt();
        let [certificate, key] =
            ["server.crt", "server.key"].map(|file| server.folder.path().join("data").join(file));
        let made = server.run_program(
            Path::new("/usr/bin/openssl"),
            &[
                "req",
                "-new",
                "-x509",
                "-days",
                "1",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-out",
                &certificate.display().to_string(),
                "-keyout",
                &key.display().to_string(),
            ],
        );
        assert!(made.status.success(), "{made:?}");
        let rules = server.folder.path().join("data/pg_hba.conf");
        std::fs::write(rules, "local all all trust\nhostssl all all all trust\n").expect("writable");
        // The relay does not run as the server's user.
        let copy = server.folder.path().join("certificate.pem");
        std::fs::copy(certificate, &copy).expect("readable");
        server.options = format!("-c listen_addresses=localhost -c port={port} -c ssl=on -c fsync=off");
        server.go();
        Some((server, copy))
    }

    fn begin(options: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!(
                "left out: PostgreSQL is not installed. To test it, too, run:\n  sudo apt-get install postgresql"
            );
            return None;
        };
        let server = Self { programs, folder: temporary(), options: options.to_owned() };
        let data = server.data();
        let made =
            server.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        assert!(made.status.success(), "{made:?}");
        server.go();
        Some(server)
    }

    /// Starts it again after [`Postgres::halt`].
    pub fn go(&self) {
        let folder = self.folder.path().display();
        let options = format!("-c unix_socket_directories='{folder}' {}", self.options);
        let log = format!("{folder}/log");
        let started = self.run("pg_ctl", &["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"]);
        assert!(started.status.success(), "{started:?} {:?}", std::fs::read_to_string(log));
    }

    /// A copy that follows it from now on.
    pub fn standby(&self) -> Self {
        let folder = temporary();
        let standby = Self { programs: self.programs.clone(), folder, options: self.options.clone() };
        let from = format!("host={} user=postgres application_name=standby", self.folder.path().display());
        let data = standby.data();
        let copied = self.run(
            "pg_basebackup",
            &["-d", &from, "-D", &data, "-R", "-X", "stream", "-c", "fast", "--no-sync"],
        );
        assert!(copied.status.success(), "{copied:?}");
        standby.go();
        standby
    }

    /// From now on nothing is committed before its standby has it, too.
    pub fn wait_for_standby(&self) {
        self.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        self.execute("postgres", "SELECT pg_reload_conf()");
        let state = "SELECT 'in ' || sync_state FROM pg_stat_replication";
        while !self.execute("postgres", state).contains("in sync") {}
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        let promoted = self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]);
        assert!(promoted.status.success(), "{promoted:?}");
    }

    /// The file of its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// Stops it as a crash would.
    pub fn halt(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", "immediate", "stop"]);
    }

    /// The address of an empty database.
    pub fn database(&self, name: &str) -> Database {
        let folder = self.folder.path().display().to_string();
        let made = self.run("createdb", &["-h", &folder, "-U", "postgres", name]);
        assert!(made.status.success(), "{made:?}");
        Database::Server(self.address(name))
    }

    /// The address of a copy of a database to which nobody is connected.
    pub fn copy(&self, of: &str, name: &str) -> Database {
        let folder = self.folder.path().display().to_string();
        let made = self.run("createdb", &["-h", &folder, "-U", "postgres", "-T", of, name]);
        assert!(made.status.success(), "{made:?}");
        Database::Server(self.address(name))
    }

    /// The address of a database by that name.
    pub fn address(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.folder.path().display())
    }

    /// Runs a statement on a database by that name and gives what it prints.
    pub fn execute(&self, name: &str, statement: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let ran = self.run("psql", &["-h", &folder, "-U", "postgres", "-d", name, "-c", statement]);
        assert!(ran.status.success(), "{ran:?}");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// The server does not run as root, so root runs its programs as the user that the package made.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.run_program(&self.programs.join(program), arguments)
    }

    fn run_program(&self, program: &Path, arguments: &[&str]) -> Output {
        let mut command = if root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let ran = command.args(arguments).current_dir("/tmp").env_remove("DATABASE_URL").output();
        ran.expect("the program starts")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.halt();
    }
}

/// A folder that the server's user may write into.
fn temporary() -> TempDir {
    // The path of a socket may have no more than 107 bytes.
    let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a temporary folder");
    let everyone = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder.path(), everyone).expect("the folder is ours");
    folder
}

fn root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn programs() -> Option<PathBuf> {
    let versions =
        std::fs::read_dir(PROGRAMS).ok()?.filter_map(Result::ok).map(|version| version.path().join("bin"));
    let whole = |folder: &PathBuf| {
        ["initdb", "pg_ctl"].iter().all(|program| Path::new(folder).join(program).exists())
    };
    versions.filter(whole).max()
}
