//! Text files that people write: policies, settings, law.

use std::io::{Error, ErrorKind};
use std::path::Path;

use dunwell_app::AppError;

/// Reads a file of UTF-8 text.
///
/// # Errors
/// When it cannot be read, or is not UTF-8 text; then the line is named.
pub fn read(path: &Path) -> Result<String, AppError> {
    let bytes = std::fs::read(path);
    let text = bytes.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            let what = format!("line {line} is not UTF-8 text; save the file as UTF-8");
            Error::new(ErrorKind::InvalidData, what)
        })
    });
    text.map_err(|source| AppError::File {
        path: path.display().to_string(),
        source,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_not_utf8_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        std::fs::write(&path, b"[policy]\nname = \"M\xFCller\"\n").unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.ends_with("policy.toml: line 2 is not UTF-8 text; save the file as UTF-8"),
            "{error}"
        );
        std::fs::write(&path, "[policy]\n").unwrap();
        assert_eq!(read(&path).unwrap(), "[policy]\n");
    }
}
