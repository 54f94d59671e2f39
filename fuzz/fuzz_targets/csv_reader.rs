//! No file panics the CSV reader, whatever its profile and whatever was answered.
#![no_main]

use dunwell_formats::csv::Reader;
use dunwell_formats::{DateOrder, Kind, NumberStyle, Options, Profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the answers, and the rest is the file.
    let Some((&choice, file)) = data.split_first() else {
        return;
    };
    let options = Options {
        kind: Kind::ALL.get(usize::from(choice & 7)).copied(),
        date_order: [
            None,
            Some(DateOrder::Dmy),
            Some(DateOrder::Mdy),
            Some(DateOrder::Ymd),
        ][usize::from(choice >> 3 & 3)],
        decimal: [
            None,
            Some(NumberStyle::Point),
            Some(NumberStyle::Comma),
            None,
        ][usize::from(choice >> 5 & 3)],
    };
    let Ok(mut reader) = Reader::new(file, "fuzz.csv", &Profile::plain(), options) else {
        return;
    };
    let rejects = reader.rejects();
    let mut out = Vec::new();
    rejects.header(&mut out);
    while let Some(next) = reader.next_record() {
        if let Err(problem) = next {
            rejects.row(reader.raw(problem.row), &problem.in_short(), &mut out);
        }
    }
    let _ = (reader.styles(), reader.notes(), reader.skipped());
});
