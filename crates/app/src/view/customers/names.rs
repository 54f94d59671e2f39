//! Many short texts in little room.

/// Texts one after the other in one piece, each found by its number.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    /// Adds a text behind the last one.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The text of a number, from 0; nothing beyond the last.
    pub(super) fn at(&self, number: u32) -> &str {
        let number = number as usize;
        let begin = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let end = self.ends.get(number).copied();
        let found = begin
            .zip(end)
            .and_then(|(begin, end)| self.text.get(begin..end));
        found.unwrap_or_default()
    }
}

/// The few names that many lines have, each kept once.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// The number of a name, which is kept when it is new.
    pub(super) fn place(&mut self, name: &str) -> u32 {
        let known = self.0.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        // There are fewer names than lines, and of those fewer than that.
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The name of a number.
    pub(super) fn at(&self, number: u32) -> &str {
        self.0.get(number as usize).map_or("", String::as_str)
    }

    /// All names, each with its number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.0.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_are_found_by_their_numbers() {
        let mut words = Words::default();
        let mut names = Names::default();
        for (text, place) in [("Müller", 0), ("", 1), ("Müller", 0), ("b", 2)] {
            words.push(text);
            assert_eq!(names.place(text), place);
        }
        let all: Vec<&str> = (0..5).map(|number| words.at(number)).collect();
        assert_eq!(all, ["Müller", "", "Müller", "b", ""]);
        assert_eq!(
            names.iter().collect::<Vec<_>>(),
            [(0, "Müller"), (1, ""), (2, "b")]
        );
        assert_eq!((names.at(2), names.at(3)), ("b", ""));
    }
}
