//! The look holds to its own rules: readable colours in both modes, tokens instead of loose values, and
//! nothing that the content security policy would forbid.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

const TOKENS: &str = include_str!("../assets/css/10-tokens.css");

/// The least contrast of text, and of the borders that show where something can be filled in.
const TEXT: f64 = 4.5;
const BORDER: f64 = 3.0;

/// What stands on what.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (
        &["ink", "ink-2", "ink-3"],
        &[
            "paper",
            "surface",
            "sunken",
            "raised",
            "hover",
            "accent-soft",
        ],
        TEXT,
    ),
    (
        &["accent", "accent-strong"],
        &["paper", "surface", "raised", "hover", "accent-soft"],
        TEXT,
    ),
    (&["on-accent"], &["accent", "accent-strong"], TEXT),
    (&["paper"], &["ink"], TEXT),
    (
        &["good", "warn", "bad"],
        &["paper", "surface", "raised", "hover", "accent-soft"],
        TEXT,
    ),
    (
        &["ink", "ink-2"],
        &["good-soft", "warn-soft", "bad-soft"],
        TEXT,
    ),
    (&["good"], &["good-soft"], TEXT),
    (&["warn"], &["warn-soft"], TEXT),
    (&["bad"], &["bad-soft"], TEXT),
    (&["ink", "late-0"], &["late-0-soft"], TEXT),
    (&["late-1"], &["late-1-soft"], TEXT),
    (&["late-2"], &["late-2-soft"], TEXT),
    (&["late-3"], &["late-3-soft"], TEXT),
    (&["late-4"], &["late-4-soft"], TEXT),
    (&["line-control", "chart-1"], &["paper", "surface"], BORDER),
];

#[test]
fn text_is_readable_by_day_and_by_night() {
    let colours = colours();
    let colour = |name: &str| {
        *colours
            .get(name)
            .unwrap_or_else(|| panic!("no colour --{name}"))
    };
    let mut weak = Vec::new();
    for (texts, papers, least) in PAIRS {
        for (text, paper) in texts
            .iter()
            .flat_map(|text| papers.iter().map(move |paper| (text, paper)))
        {
            for (mode, night) in [("light", false), ("dark", true)] {
                let pick = |(day, dark)| if night { dark } else { day };
                let found = contrast(pick(colour(text)), pick(colour(paper)));
                if found < *least {
                    weak.push(format!(
                        "--{text} on --{paper}, {mode}: {found:.2}, at least {least}"
                    ));
                }
            }
        }
    }
    assert!(weak.is_empty(), "too little contrast:\n{}", weak.join("\n"));
}

#[test]
fn contrast_is_that_of_the_guidelines() {
    let (black, white) = (Oklch([0.0, 0.0, 0.0]), Oklch([1.0, 0.0, 0.0]));
    assert!((contrast(black, white) - 21.0).abs() < 0.01);
    // sRGB red is oklch(0.628 0.2577 29.23); on white it has 4.00.
    let red = Oklch([0.627_96, 0.257_68, 29.234]);
    assert!((contrast(red, white) - 4.0).abs() < 0.01);
}

#[test]
fn every_token_that_is_used_exists_and_every_other_is_gone() {
    let defined: BTreeSet<&str> = TOKENS
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, _)| name)
        .collect();
    let mut sheets = String::new();
    for sheet in files("assets/css", "css") {
        sheets.push_str(&fs::read_to_string(sheet).unwrap());
    }
    let used: BTreeSet<&str> = sheets
        .split("var(--")
        .skip(1)
        .filter_map(|rest| rest.split([')', ',']).next())
        .collect();
    let unknown: Vec<_> = used.difference(&defined).collect();
    assert!(
        unknown.is_empty(),
        "used but not in 10-tokens.css: {unknown:?}"
    );
    let unused: Vec<_> = defined.difference(&used).collect();
    assert!(
        unused.is_empty(),
        "in 10-tokens.css but not used: {unused:?}"
    );
}

#[test]
fn colours_have_names() {
    for sheet in files("assets/css", "css") {
        let name = sheet.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("10-") || name.starts_with("90-") {
            continue;
        }
        let text = fs::read_to_string(&sheet).unwrap();
        for (number, line) in text.lines().enumerate() {
            let loose = ["oklch(", "rgb(", "hsl(", ": #"]
                .iter()
                .any(|value| line.contains(value));
            assert!(
                !loose,
                "{name}:{}: a colour without a token: {line}",
                number + 1
            );
        }
    }
}

#[test]
fn templates_hold_nothing_that_the_policy_forbids() {
    let forbidden = [
        " style=",
        "<style",
        "javascript:",
        " onclick=",
        " onchange=",
        " onsubmit=",
        " onload=",
    ];
    for template in files("templates", "html") {
        let text = fs::read_to_string(&template).unwrap();
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", template.display(), number + 1);
            for value in forbidden {
                assert!(!line.contains(value), "{place}: {value}");
            }
            let inline = line.contains("<script") && !line.contains(" src=");
            assert!(!inline, "{place}: a script in the page");
        }
    }
}

/// The files below a folder of the crate with that ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no .{ending} in {folder}");
    found.sort();
    found
}

/// Lightness 0 to 1, chroma, and hue in degrees.
#[derive(Clone, Copy)]
struct Oklch([f64; 3]);

/// The colours of the tokens without transparency, by day and by night.
fn colours() -> BTreeMap<&'static str, (Oklch, Oklch)> {
    let mut colours = BTreeMap::new();
    for line in TOKENS.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix("--")
            .and_then(|rest| rest.split_once(": "))
        else {
            continue;
        };
        let Some(pair) = value.strip_prefix("light-dark(") else {
            continue;
        };
        if pair.contains('/') {
            continue;
        }
        let both: Vec<Oklch> = pair.split("oklch(").skip(1).map(oklch).collect();
        let [day, night] = both[..] else {
            panic!("--{name} is not a pair of oklch colours: {value}");
        };
        colours.insert(name, (day, night));
    }
    colours
}

/// Reads `0.44 0.08 195), ...`.
fn oklch(text: &str) -> Oklch {
    let inner = text.split(')').next().unwrap();
    let numbers: Vec<f64> = inner
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    Oklch(numbers.try_into().unwrap())
}

/// The relative luminance of WCAG 2, of the colour as a screen of sRGB shows it.
fn luminance(Oklch([lightness, chroma, hue]): Oklch) -> f64 {
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let middle = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let red = 4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short;
    let green = -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short;
    let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short;
    let [red, green, blue] = [red, green, blue].map(|light| light.clamp(0.0, 1.0));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast(one: Oklch, other: Oklch) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
