//! The holidays that the rules give, against a published list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{command, output};

/// The list, inside the data folder: country, subdivision, date and name in each row.
pub const FILE: &str = "reference/holidays/public_holidays_2015_2031.csv";

/// The years that the list covers.
const YEARS: [&str; 2] = ["2015", "2031"];

/// A set of holidays, and the country and subdivision that it is compared with.
const PLACES: [(&str, &str, &str); 13] = [
    ("AU-NSW", "AU", "NSW"),
    ("CA-ON", "CA", "ON"),
    ("CH", "CH", ""),
    ("DE", "DE", ""),
    ("ES", "ES", ""),
    ("EU", "XECB", "TARGET2"),
    ("FR", "FR", ""),
    ("GB-ENG", "GB", "ENG"),
    ("IE", "IE", ""),
    (NATIONAL_ONLY, "IN", ""),
    ("IT", "IT", ""),
    ("NL", "NL", ""),
    ("US", "US", ""),
];

/// India's rules hold the three national days; the list has those that follow the moon as well.
const NATIONAL_ONLY: &str = "IN";

/// Says how many days agree; returns those that do not.
pub fn run(dunwell: &Path, data: &Path) -> Result<Vec<String>> {
    let path = data.join(FILE);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let listed = listed(&text);
    let mut differences = Vec::new();
    for (name, country, subdivision) in PLACES {
        let listed = listed
            .get(&(country, subdivision))
            .cloned()
            .unwrap_or_default();
        let found = found(dunwell, name)?;
        let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        for day in found.difference(&listed) {
            differences.push(format!("{name}: {day} is not in the list"));
        }
        for day in listed.difference(&found).filter(|_| name != NATIONAL_ONLY) {
            differences.push(format!("{name}: {day} is missing"));
        }
        println!(
            "{name:<7} {:>4} days agree",
            found.intersection(&listed).count()
        );
    }
    Ok(differences)
}

/// The days of each country and subdivision. Only the last column, which is not looked at, can be quoted.
fn listed(text: &str) -> BTreeMap<(&str, &str), BTreeSet<&str>> {
    let mut days: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.splitn(4, ',');
        if let (Some(country), Some(subdivision), Some(date)) =
            (cells.next(), cells.next(), cells.next())
        {
            days.entry((country, subdivision)).or_default().insert(date);
        }
    }
    days
}

/// The days that Dunwell works out.
fn found(dunwell: &Path, name: &str) -> Result<Vec<String>> {
    let [from, to] = YEARS;
    let args = [
        "--json", "law", "holidays", name, "--from", from, "--to", to,
    ];
    let printed = output(
        command(dunwell)
            .args(args)
            .env_remove("DUNWELL_JURISDICTIONS"),
    )?;
    let printed: Value = serde_json::from_str(&printed).context("dunwell printed no JSON")?;
    let days = printed["days"]
        .as_array()
        .context("dunwell printed no days")?;
    Ok(days
        .iter()
        .filter_map(|day| day["date"].as_str().map(str::to_owned))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_by_country_and_subdivision() {
        let text = "country,subdivision,date,name\nGB,ENG,2026-01-01,New Year's Day\n\
                    IE,,2026-03-17,\"Patrick, Saint\"\nGB,ENG,2026-04-03,Good Friday\n";
        let days = listed(text);
        assert_eq!(days.len(), 2);
        assert_eq!(
            days[&("GB", "ENG")],
            BTreeSet::from(["2026-01-01", "2026-04-03"])
        );
        assert_eq!(days[&("IE", "")], BTreeSet::from(["2026-03-17"]));
    }
}
