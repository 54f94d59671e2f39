//! A PostgreSQL server of our own, in a temporary folder, for as long as it is needed.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{command, output, run, succeeds};
use crate::tools::is_root;

/// The environment variable by which tests learn where the server is.
pub const URL_VARIABLE: &str = "DUNWELL_TEST_POSTGRES";

/// Where Debian and Red Hat keep the server programs, which they leave off the PATH.
const VERSIONED: [(&str, &str); 2] = [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")];

/// How often another port is tried: the free one that was found may be taken before the server binds it.
const ATTEMPTS: u32 = 3;

/// Nothing here outlives the tests, so nothing is forced to the disk. The order of text is that of its bytes, as in
/// SQLite, whatever the machine's language.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'UTC'
";

/// A running server. Dropping it stops the server and removes its folder.
pub struct Cluster {
    programs: PathBuf,
    owner: Option<Owner>,
    folder: TempDir,
    url: String,
}

/// The system user under which the server runs when this program runs as root: PostgreSQL refuses root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Cluster {
    /// Creates a cluster and starts its server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When the server programs are missing, or when one fails; the message carries what it said.
    pub fn start() -> Result<Cluster> {
        let programs = programs().context("the PostgreSQL server programs are not installed")?;
        let owner = if is_root() {
            Some(Owner::find()?)
        } else {
            None
        };
        let folder = tempfile::Builder::new()
            .prefix("dunwell-pg-")
            .tempdir()
            .context("no temporary folder can be created")?;
        let mut cluster = Cluster {
            programs,
            owner,
            folder,
            url: String::new(),
        };
        let password = password()?;
        cluster.create(&password)?;
        let port = cluster.listen()?;
        cluster.url = format!("postgres://dunwell:{password}@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }

    /// The address of the server, with the name and password of its superuser.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn create(&self, password: &str) -> Result<()> {
        self.give_to_owner(self.folder.path())?;
        let password_file = self.folder.path().join("password");
        write_private(&password_file, password)?;
        self.give_to_owner(&password_file)?;
        output(
            self.program("initdb")
                .args(["--username=dunwell", "--auth=scram-sha-256"])
                .args(["--encoding=UTF8", "--locale=C", "--no-sync"])
                .arg("--pwfile")
                .arg(&password_file)
                .arg("--pgdata")
                .arg(self.data()),
        )?;
        let sockets = self.folder.path().display().to_string().replace('\'', "''");
        let settings = format!("{SETTINGS}unix_socket_directories = '{sockets}'\n");
        let file = self.data().join("postgresql.conf");
        fs::OpenOptions::new()
            .append(true)
            .open(&file)
            .and_then(|mut file| file.write_all(settings.as_bytes()))
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Starts the server and returns its port.
    fn listen(&self) -> Result<u16> {
        let log = self.folder.path().join("log");
        let mut attempt = 1;
        loop {
            let port = free_port()?;
            let started = output(
                self.program("pg_ctl")
                    .args(["start", "--wait", "--silent", "--log"])
                    .arg(&log)
                    .arg("--options")
                    .arg(format!("-p {port}"))
                    .arg("--pgdata")
                    .arg(self.data()),
            );
            match started {
                Ok(_) => return Ok(port),
                Err(error) if attempt == ATTEMPTS => {
                    let said = fs::read_to_string(&log).unwrap_or_default();
                    return Err(error.context(format!("PostgreSQL did not start:\n{said}")));
                }
                Err(_) => attempt += 1,
            }
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of PostgreSQL's programs, run as the owner and out of reach of the terminal's Ctrl-C, so that it can still
    /// stop the server when everything else is being interrupted.
    fn program(&self, name: &str) -> Command {
        let mut command = command(self.programs.join(name));
        command
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .process_group(0);
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }

    fn give_to_owner(&self, path: &Path) -> Result<()> {
        let Some(owner) = self.owner else {
            return Ok(());
        };
        chown(path, Some(owner.user), Some(owner.group))
            .with_context(|| format!("{} cannot be handed to PostgreSQL's user", path.display()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.data().join("postmaster.pid").exists() {
            return;
        }
        let stopped = output(
            self.program("pg_ctl")
                .args(["stop", "--mode=fast", "--wait", "--silent", "--pgdata"])
                .arg(self.data()),
        );
        if let Err(error) = stopped {
            eprintln!(
                "The PostgreSQL server at {} may still run: {error:#}",
                self.url
            );
        }
    }
}

impl Owner {
    /// The user `postgres`, created if need be.
    fn find() -> Result<Owner> {
        if !succeeds(command("id").arg("postgres")) {
            run(command("useradd").args(["--system", "--user-group", "postgres"]))?;
        }
        let id = |of: &str| -> Result<u32> {
            let id = output(command("id").args([of, "postgres"]))?;
            id.trim()
                .parse()
                .with_context(|| format!("`id {of} postgres` printed {id:?}, not a number"))
        };
        Ok(Owner {
            user: id("-u")?,
            group: id("-g")?,
        })
    }
}

/// The folder of the server programs: from the PATH, or else the newest version that a distribution has installed.
#[expect(clippy::disallowed_methods, reason = "the PATH says what is installed")]
pub fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default();
    on_path
        .into_iter()
        .chain(installed_versions())
        .find(|folder| {
            ["initdb", "pg_ctl", "postgres"]
                .iter()
                .all(|program| folder.join(program).is_file())
        })
}

/// The `bin` folders of the installed versions, the newest first.
fn installed_versions() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for (parent, prefix) in VERSIONED {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix(prefix));
            if let Some(version) = version.and_then(|version| version.parse().ok()) {
                found.push((version, entry.path().join("bin")));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// A password that the other users of this machine do not know: a superuser of the server can run programs.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("no random password can be made")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port of 127.0.0.1 is free")?;
    Ok(listener.local_addr()?.port())
}
