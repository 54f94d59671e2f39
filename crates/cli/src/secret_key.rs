//! The key that second factors are sealed with: from the environment, from a file, or from a file that is
//! made beside a SQLite database.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use dunwell_app::user::{Entropy, SealingKey, Secret};

/// Holds the key itself.
const KEY: &str = "DUNWELL_SECRET_KEY";

/// Names a file that holds it.
const KEY_FILE: &str = "DUNWELL_SECRET_KEY_FILE";

/// Where a key was found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// It is given.
    Given(String),
    /// It is in a file.
    File(PathBuf),
    /// It is in a file beside the database, which is made when it is missing.
    Beside(PathBuf),
}

/// Finds the key, and makes one beside a SQLite database, by its file, that has none.
pub fn find(database: Option<&Path>, entropy: &dyn Entropy) -> Result<SealingKey> {
    let (given, file) = (variable(KEY), variable(KEY_FILE));
    let key = match place(database, given, file)? {
        Place::Given(text) => parse(&text).context(KEY)?,
        Place::File(path) => read(&path)?,
        Place::Beside(path) if path.exists() => read(&path)?,
        Place::Beside(path) => make(&path, entropy)?,
    };
    Ok(SealingKey::new(&key))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where the environment comes in"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn place(database: Option<&Path>, given: Option<String>, file: Option<String>) -> Result<Place> {
    match (given, file, database) {
        (Some(_), Some(_), _) => bail!("{KEY} and {KEY_FILE} are both set; one of them is enough"),
        (Some(text), None, _) => Ok(Place::Given(text)),
        (None, Some(path), _) => Ok(Place::File(path.into())),
        (None, None, Some(path)) => {
            let mut beside = path.as_os_str().to_owned();
            beside.push(".key");
            Ok(Place::Beside(beside.into()))
        }
        (None, None, None) => bail!(
            "the key for second factors is missing. Every process that serves this database needs the same one: make it once with \"openssl rand -hex 32\", keep it apart from the backups, and give it in {KEY}, or in a file that {KEY_FILE} names"
        ),
    }
}

fn read(path: &Path) -> Result<Secret> {
    let place = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(place)?;
    refuse_what_others_read(path).with_context(place)?;
    parse(&text).with_context(place)
}

fn parse(text: &str) -> Result<Secret> {
    Secret::from_token(text.trim())
        .context("a key is 64 hexadecimal digits; \"openssl rand -hex 32\" makes one")
}

/// A key that everybody on the machine can read protects nothing.
#[cfg(unix)]
fn refuse_what_others_read(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)?.permissions().mode();
    if mode & 0o007 != 0 {
        bail!("everybody on this machine can use the key in it; take that away with: chmod 600");
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_what_others_read(_: &Path) -> Result<()> {
    Ok(())
}

/// Makes a key in a new file that nobody else reads.
fn make(path: &Path, entropy: &dyn Entropy) -> Result<Secret> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let place = || path.display().to_string();
    let key = entropy.secret();
    let mut file = match options.open(path) {
        // Another process made it in the same moment.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return read(path),
        opened => opened.with_context(place)?,
    };
    writeln!(file, "{}", key.token()).with_context(place)?;
    file.sync_all().with_context(place)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    struct Chance;

    impl Entropy for Chance {
        fn secret(&self) -> Secret {
            Secret::new([7; 32])
        }
    }

    #[test]
    fn a_key_is_made_once_beside_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("dunwell.db");
        let Place::Beside(path) = place(Some(&database), None, None).unwrap() else {
            unreachable!("nothing was given");
        };
        assert_eq!(path, folder.path().join("dunwell.db.key"));
        let made = make(&path, &Chance).unwrap();
        assert_eq!(read(&path).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            let refused = read(&path).unwrap_err();
            assert!(format!("{refused:#}").contains("chmod 600"), "{refused:#}");
        }
    }

    #[test]
    fn a_given_key_comes_first_and_must_be_one() {
        let url = Some(Path::new("dunwell.db"));
        let text = "ab".repeat(32);
        let found = place(url, Some(text.clone()), None).unwrap();
        assert_eq!(found, Place::Given(text.clone()));
        assert!(place(url, Some(text.clone()), Some("key".to_owned())).is_err());
        let file = place(url, None, Some("/run/secrets/key".to_owned())).unwrap();
        assert_eq!(file, Place::File("/run/secrets/key".into()));
        assert!(parse(&format!("{text}\n")).is_ok());
        let refused = parse("secret").unwrap_err().to_string();
        assert!(refused.contains("openssl rand -hex 32"), "{refused}");
    }

    #[test]
    fn a_database_of_many_processes_needs_a_key_that_is_given() {
        let refused = place(None, None, None).unwrap_err().to_string();
        assert!(refused.contains("DUNWELL_SECRET_KEY_FILE"), "{refused}");
    }
}
