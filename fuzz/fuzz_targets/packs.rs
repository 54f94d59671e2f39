//! Whatever the text, reading it as a file of law never panics; what is found points inside the text, and a law that was
//! read can be shown and checked, and gives a rule or says why not.
#![no_main]

use dunwell_core::dates::parse_date;
use dunwell_core::packs::{Packs, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let day = parse_date("2026-11-22").expect("a date");
    let lines = text.split('\n').count();
    for name in ["XX.toml", "rates/XX.toml", "holidays/XX.toml"] {
        match Packs::from_files(&[(name, text)]) {
            Ok(packs) => {
                let _ = check(&packs, day);
                if let Some(pack) = packs.get("XX") {
                    let _ = packs.sections(pack, Some(day));
                    for law in &pack.interest {
                        let _ = law.rule(&packs, day, day);
                    }
                }
                if let Some(holidays) = packs.holidays("XX") {
                    let _ = holidays.of_year(day.year());
                }
            }
            Err(problems) => {
                for problem in problems {
                    assert!((1..=lines).contains(&problem.finding.line), "{problem}");
                }
            }
        }
    }
});
