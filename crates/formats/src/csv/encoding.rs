//! Bytes to text that is UTF-8 but for damaged places, and back.

use std::borrow::Cow;
use std::fmt;

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// An encoding from before Unicode, such as Windows-1252.
    Legacy(&'static encoding_rs::Encoding),
}

/// The byte that stands in decoded text for what could not be decoded. It is never part of UTF-8,
/// so that a damaged field is found wherever it is used.
const DAMAGED: u8 = 0xff;

const BOM_UTF8: &[u8] = &[0xef, 0xbb, 0xbf];
const BOM_UTF16_LE: &[u8] = &[0xff, 0xfe];
const BOM_UTF16_BE: &[u8] = &[0xfe, 0xff];

/// The bytes that Windows-1252 leaves without a character.
const STRAY: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Whether this is what a decoder makes of a byte that its code page does not have: a control character
/// that no text is written with.
pub(crate) fn is_of_no_code_page(c: char) -> bool {
    u8::try_from(u32::from(c)).is_ok_and(|byte| STRAY.contains(&byte))
}

impl Encoding {
    /// The encoding with this label (`utf-8`, `windows-1252`, `latin1`, ...), or `None`.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Encoding> {
        let known = encoding_rs::Encoding::for_label(label.as_bytes())?;
        Some(if known == encoding_rs::UTF_8 {
            Encoding::Utf8
        } else if known == encoding_rs::UTF_16LE {
            Encoding::Utf16Le
        } else if known == encoding_rs::UTF_16BE {
            Encoding::Utf16Be
        } else {
            Encoding::Legacy(known)
        })
    }

    /// The encoding of a file for which a profile names `given`. A byte order mark goes before it,
    /// because nobody writes one by mistake.
    pub(crate) fn of(bytes: &[u8], given: Option<Encoding>) -> Encoding {
        let marked = [BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE]
            .iter()
            .any(|mark| bytes.starts_with(mark));
        match given {
            Some(given) if !marked => given,
            _ => Encoding::tell(bytes),
        }
    }

    /// Tells the encoding from the bytes. A byte order mark decides. Else text that is UTF-8
    /// throughout is UTF-8. Else it is Windows-1252, unless more places are good UTF-8 beyond ASCII
    /// than are not: then it is a UTF-8 file with damaged places.
    fn tell(bytes: &[u8]) -> Encoding {
        if bytes.starts_with(BOM_UTF8) {
            return Encoding::Utf8;
        }
        if bytes.starts_with(BOM_UTF16_LE) || matches!(bytes, [1..=255, 0, 1..=255, 0, ..]) {
            return Encoding::Utf16Le;
        }
        if bytes.starts_with(BOM_UTF16_BE) || matches!(bytes, [0, 1..=255, 0, 1..=255, ..]) {
            return Encoding::Utf16Be;
        }
        let (mut good, mut bad) = (0, 0);
        for chunk in bytes.utf8_chunks() {
            bad += usize::from(!chunk.invalid().is_empty());
            if !chunk.valid().is_ascii() {
                good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            }
        }
        if bad == 0 || good > bad {
            Encoding::Utf8
        } else {
            Encoding::Legacy(encoding_rs::WINDOWS_1252)
        }
    }

    /// The first byte that Windows-1252 has no character for, with its line, where the file was taken for
    /// Windows-1252 because it is nothing else that can be told. Such a file is in another code page, and
    /// what it says would come in as other letters.
    pub(crate) fn stray_byte(self, bytes: &[u8]) -> Option<(u64, u8)> {
        if self != Encoding::Legacy(encoding_rs::WINDOWS_1252) {
            return None;
        }
        let at = bytes.iter().position(|byte| STRAY.contains(byte))?;
        let before = &bytes[..at];
        let ends = before
            .iter()
            .zip(before.iter().skip(1).chain(&bytes[at..=at]));
        let lines =
            ends.filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && **next != b'\n'));
        Some((lines.count() as u64 + 1, bytes[at]))
    }

    /// The bytes after a byte order mark of this encoding.
    fn without_mark(self, bytes: &[u8]) -> &[u8] {
        let mark = match self {
            Encoding::Utf8 => BOM_UTF8,
            Encoding::Utf16Le => BOM_UTF16_LE,
            Encoding::Utf16Be => BOM_UTF16_BE,
            Encoding::Legacy(_) => &[],
        };
        bytes.strip_prefix(mark).unwrap_or(bytes)
    }

    /// Decodes a whole file. UTF-8 is not copied; its damaged places stay as they are.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let bytes = self.without_mark(bytes);
        match self {
            Encoding::Utf8 => Cow::Borrowed(bytes),
            Encoding::Utf16Le => Cow::Owned(decode_utf16(bytes, u16::from_le_bytes)),
            Encoding::Utf16Be => Cow::Owned(decode_utf16(bytes, u16::from_be_bytes)),
            Encoding::Legacy(legacy) => {
                let (text, _) = legacy.decode_without_bom_handling(bytes);
                match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                }
            }
        }
    }

    /// Writes decoded text back in this encoding, without a byte order mark.
    pub(crate) fn encode(self, text: &[u8], out: &mut Vec<u8>) {
        match self {
            Encoding::Utf8 => out.extend_from_slice(text),
            Encoding::Utf16Le => encode_utf16(text, u16::to_le_bytes, out),
            Encoding::Utf16Be => encode_utf16(text, u16::to_be_bytes, out),
            Encoding::Legacy(legacy) => {
                let text = String::from_utf8_lossy(text);
                out.extend_from_slice(&legacy.encode(&text).0);
            }
        }
    }

    /// The byte order mark with which `bytes` begins; empty where there is none.
    pub(crate) fn mark_of(self, bytes: &[u8]) -> &[u8] {
        &bytes[..bytes.len() - self.without_mark(bytes).len()]
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Encoding::Utf8 => f.write_str("UTF-8"),
            Encoding::Utf16Le | Encoding::Utf16Be => f.write_str("UTF-16"),
            Encoding::Legacy(legacy) => f.write_str(legacy.name()),
        }
    }
}

/// Half a unit at the end and halves of surrogate pairs become [`DAMAGED`].
fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = Vec::with_capacity(pairs.len());
    let mut utf8 = [0; 4];
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => text.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
            Err(_) => text.push(DAMAGED),
        }
    }
    if !rest.is_empty() {
        text.push(DAMAGED);
    }
    text
}

/// Damaged places become U+FFFD.
fn encode_utf16(text: &[u8], pair: fn(u16) -> [u8; 2], out: &mut Vec<u8>) {
    for unit in String::from_utf8_lossy(text).encode_utf16() {
        out.extend_from_slice(&pair(unit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, pair: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(pair).collect()
    }

    #[test]
    fn tells_and_decodes_each_encoding() {
        let windows_1252 = Encoding::Legacy(encoding_rs::WINDOWS_1252);
        let le = [BOM_UTF16_LE, &utf16("Zoé", u16::to_le_bytes)].concat();
        let be = [BOM_UTF16_BE, &utf16("Zoé", u16::to_be_bytes)].concat();
        for (bytes, encoding, text) in [
            (&b"plain"[..], Encoding::Utf8, "plain"),
            ("Zoé".as_bytes(), Encoding::Utf8, "Zoé"),
            (b"\xef\xbb\xbfZo\xc3\xa9", Encoding::Utf8, "Zoé"),
            (b"Zo\xe9, 5 \x80", windows_1252, "Zoé, 5 €"),
            (&le, Encoding::Utf16Le, "Zoé"),
            (&be, Encoding::Utf16Be, "Zoé"),
            (
                &utf16("number", u16::to_le_bytes),
                Encoding::Utf16Le,
                "number",
            ),
            (
                &utf16("number", u16::to_be_bytes),
                Encoding::Utf16Be,
                "number",
            ),
            (b"", Encoding::Utf8, ""),
        ] {
            assert_eq!(Encoding::tell(bytes), encoding, "{bytes:?}");
            let decoded = encoding.decode(bytes);
            assert_eq!(String::from_utf8_lossy(&decoded), text);
            let mut again = encoding.mark_of(bytes).to_vec();
            encoding.encode(&decoded, &mut again);
            assert_eq!(again, bytes, "{encoding} comes back as it was");
        }
    }

    #[test]
    fn a_byte_order_mark_goes_before_the_profile() {
        let given = Encoding::from_label("utf-16");
        assert_eq!(given, Some(Encoding::Utf16Le));
        assert_eq!(Encoding::of(b"a\0", given), Encoding::Utf16Le);
        assert_eq!(Encoding::of(b"\xfe\xff\0a", given), Encoding::Utf16Be);
        assert_eq!(Encoding::of(b"\xef\xbb\xbfa", given), Encoding::Utf8);
        assert_eq!(Encoding::of(b"a", None), Encoding::Utf8);
    }

    #[test]
    fn one_damaged_place_does_not_make_a_utf8_file_a_windows_file() {
        assert_eq!(
            Encoding::tell("Zoé, Märta, B\u{fc}\u{fc}".as_bytes()),
            Encoding::Utf8
        );
        assert_eq!(
            Encoding::tell(b"Zo\xc3\xa9, M\xc3\xa4rta, B\xff"),
            Encoding::Utf8
        );
        assert_eq!(
            Encoding::tell(b"Zo\xe9, M\xe4rta, B\xc3\xa9"),
            Encoding::Legacy(encoding_rs::WINDOWS_1252)
        );
    }

    #[test]
    fn damaged_utf16_is_marked_and_not_lost() {
        let mut bytes = utf16("a", u16::to_le_bytes);
        bytes.extend_from_slice(&[0x00, 0xd8, b'b', 0, b'c']);
        assert_eq!(
            &*Encoding::Utf16Le.decode(&bytes),
            &[b'a', DAMAGED, b'b', DAMAGED]
        );
    }

    #[test]
    fn a_byte_that_windows_1252_does_not_have_is_found_with_its_line() {
        let windows_1252 = Encoding::Legacy(encoding_rs::WINDOWS_1252);
        assert_eq!(windows_1252.stray_byte(b"Zo\xe9"), None);
        assert_eq!(
            windows_1252.stray_byte(b"a\r\nb\rc\nM\x81ller"),
            Some((4, 0x81))
        );
        assert_eq!(Encoding::Utf8.stray_byte(b"\x81"), None);
        assert!(
            is_of_no_code_page('\u{81}')
                && !is_of_no_code_page('\u{80}')
                && !is_of_no_code_page('ü')
        );
    }

    #[test]
    fn every_byte_of_windows_1252_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        let encoding = Encoding::Legacy(encoding_rs::WINDOWS_1252);
        let mut again = Vec::new();
        encoding.encode(&encoding.decode(&bytes), &mut again);
        assert_eq!(again, bytes);
    }
}
