//! `dunwell law`: jurisdiction packs, reference rates and holidays.

use anyhow::Result;
use dunwell_app::AppError;
use dunwell_core::packs::{self, Entry, Holidays, Pack, Packs, Remark, Section, Series};
use dunwell_core::policy::Severity;
use jiff::civil::Date;
use serde_json::json;

use crate::context::Context;
use crate::output::{self, List, heading, say, say_below};

/// The law of late payment, with its sources
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the jurisdictions, series of rates and sets of holidays
    List,
    /// Print the law of a jurisdiction as a person reads it
    Show {
        /// Its code, such as GB or US-CA
        #[arg(value_name = "CODE")]
        code: String,
        /// The law as on that day [default: today]
        #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
        on: Option<Date>,
    },
    /// Print the rates of a series, such as UK_BASE
    Rates {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// Only from the rate of that day on
        #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
        from: Option<Date>,
        /// Only up to that day
        #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
        to: Option<Date>,
    },
    /// Print public holidays, worked out from their rules
    Holidays {
        /// The place, such as GB-ENG
        #[arg(value_name = "NAME")]
        name: String,
        /// The first year [default: this one]
        #[arg(long, value_parser = clap::value_parser!(i16).range(1900..=2200), value_name = "YEAR")]
        from: Option<i16>,
        /// The last year [default: the first]
        #[arg(long, value_parser = clap::value_parser!(i16).range(1900..=2200), value_name = "YEAR")]
        to: Option<i16>,
    },
    /// Look for gaps, overlaps, missing sources and rates that have grown old
    Check {
        /// As on that day [default: today]
        #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
        on: Option<Date>,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: Args) -> Result<()> {
    let packs = context.packs()?;
    match args.command {
        Command::List => list(context, &packs),
        Command::Show { code, on } => {
            let pack = packs
                .get(&code)
                .ok_or_else(|| unknown("jurisdiction", &code, packs.codes()))?;
            show(context, &packs, pack, on.unwrap_or_else(|| context.today()))
        }
        Command::Rates { name, from, to } => {
            let series = packs.series(&name).ok_or_else(|| {
                let known = packs.all_series().map(|series| series.name.as_str());
                unknown("series of rates", &name, known)
            })?;
            rates(context, series, from, to)
        }
        Command::Holidays { name, from, to } => {
            let holidays = packs.holidays(&name).ok_or_else(|| {
                let known = packs.all_holidays().map(|holidays| holidays.name.as_str());
                unknown("set of holidays", &name, known)
            })?;
            let from = from.unwrap_or_else(|| context.today().year());
            print_holidays(context, holidays, from, to.unwrap_or(from))
        }
        Command::Check { on } => check(context, &packs, on.unwrap_or_else(|| context.today())),
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> anyhow::Error {
    let known = known.collect::<Vec<_>>().join(", ");
    AppError::refused(format!("there is no {what} \"{name}\"; known are: {known}")).into()
}

fn list(context: &Context, packs: &Packs) -> Result<()> {
    if context.global.json {
        let jurisdictions: Vec<_> = packs
            .iter()
            .map(|pack| {
                json!({
                    "code": pack.code,
                    "name": pack.name,
                    "currency": pack.currency,
                    "version": pack.hash,
                })
            })
            .collect();
        let series: Vec<_> = packs
            .all_series()
            .map(|series| {
                json!({
                    "name": series.name,
                    "title": series.title,
                    "newest": series.newest().map(|rate| rate.from),
                })
            })
            .collect();
        let holidays: Vec<_> = packs
            .all_holidays()
            .map(|holidays| json!({ "name": holidays.name, "title": holidays.title }))
            .collect();
        return output::json(&json!({
            "jurisdictions": jurisdictions,
            "series": series,
            "holidays": holidays,
        }));
    }
    let mut jurisdictions = List::new(&["Jurisdiction", "Name", "Currency"]);
    for pack in packs.iter() {
        jurisdictions.row(vec![
            pack.code.clone(),
            pack.name.clone(),
            pack.currency.to_string(),
        ]);
    }
    jurisdictions.print(context.global.csv)?;
    if context.global.csv {
        return Ok(());
    }
    say("")?;
    let mut series = List::new(&["Series", "Name", ">Newest", "From the day"]);
    for one in packs.all_series() {
        let newest = one.newest();
        series.row(vec![
            one.name.clone(),
            one.title.clone(),
            newest.map_or_else(String::new, |rate| format!("{} %", rate.percent)),
            newest.map_or_else(String::new, |rate| output::day(rate.from)),
        ]);
    }
    series.print(false)?;
    say("")?;
    let mut holidays = List::new(&["Holidays", "Name"]);
    for one in packs.all_holidays() {
        holidays.row(vec![one.name.clone(), one.title.clone()]);
    }
    holidays.print(false)
}

fn show(context: &Context, packs: &Packs, pack: &Pack, on: Date) -> Result<()> {
    let sections = packs.sections(pack, Some(on));
    if context.global.json {
        return output::json(&json!({
            "code": pack.code,
            "name": pack.name,
            "currency": pack.currency,
            "version": pack.hash,
            "holidays": pack.holidays,
            "parent": pack.parent,
            "note": pack.note,
            "on": on,
            "sections": sections,
        }));
    }
    say(format!(
        "{}, {}: the law on {} (version {})",
        pack.code,
        pack.name,
        output::day(on),
        pack.hash
    ))?;
    if let Some(note) = &pack.note {
        say_below(note, 2)?;
    }
    if let Some(parent) = &pack.parent {
        say_below(
            &format!("The rules of conduct of {parent} hold here as well."),
            2,
        )?;
    }
    let mut sources: Vec<&str> = Vec::new();
    for section in &sections {
        print_section(section, on, &mut sources)?;
    }
    heading("Sources")?;
    for (index, source) in sources.iter().enumerate() {
        say(format!("  [{}] {source}", index + 1))?;
    }
    Ok(())
}

/// Prints a section. Each source has a number, by which the list at the end names it.
fn print_section<'s>(section: &'s Section, on: Date, sources: &mut Vec<&'s str>) -> Result<()> {
    heading(section.title.to_string())?;
    if let Some(subtitle) = &section.subtitle {
        say_below(&subtitle.to_string(), 2)?;
    }
    for entry in &section.entries {
        let mut line = format!("{}: {}", entry.label, entry.text);
        if let Some(source) = entry.about.source.as_deref() {
            let known = sources.iter().position(|known| *known == source);
            let index = known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
            line.push_str(&format!(" [{}]", index + 1));
        }
        let remarks = remarks(entry, on);
        if !remarks.is_empty() {
            line.push_str(&format!(" ({})", remarks.join("; ")));
        }
        say_below(&line, 2)?;
        if let Some(note) = &entry.about.note {
            say_below(note, 6)?;
        }
    }
    match &section.note {
        Some(note) => say_below(&format!("Note: {note}"), 2),
        None => Ok(()),
    }
}

/// What is to be said about a value besides: that it is coming or unverified, and when it ends.
fn remarks(entry: &Entry, on: Date) -> Vec<String> {
    let mut remarks: Vec<String> = entry.marks().into_iter().map(str::to_owned).collect();
    if entry.about.from.is_some_and(|from| from > on) {
        remarks.extend(entry.about.from.map(|from| format!("from {from} on")));
    }
    remarks.extend(entry.about.until.map(|until| format!("until {until}")));
    remarks
}

fn rates(context: &Context, series: &Series, from: Option<Date>, to: Option<Date>) -> Result<()> {
    let all = series.rates();
    // The rate that holds on the first day began before it.
    let first = from.map_or(0, |from| {
        all.partition_point(|rate| rate.from <= from)
            .saturating_sub(1)
    });
    let wanted: Vec<_> = all[first..]
        .iter()
        .take_while(|rate| to.is_none_or(|to| rate.from <= to))
        .collect();
    if context.global.json {
        return output::json(&json!({
            "name": series.name,
            "title": series.title,
            "fixing": series.fixing.to_string(),
            "source": series.source,
            "rates": wanted,
        }));
    }
    let csv = context.global.csv;
    let mut list = if csv {
        List::new(&[
            "from",
            "until",
            ">rate_percent",
            "verified",
            "source",
            "note",
        ])
    } else {
        say(format!(
            "{}: {}, per cent a year",
            series.name, series.title
        ))?;
        List::new(&["From", "Until", ">Rate", "", "Source", "Note"])
    };
    for rate in wanted {
        list.row(vec![
            rate.from.to_string(),
            rate.until
                .map_or_else(String::new, |until| until.to_string()),
            rate.percent.to_string(),
            match (csv, rate.verified) {
                (true, verified) => output::yes_or_no(verified).to_owned(),
                (false, true) => String::new(),
                (false, false) => "unverified".to_owned(),
            },
            rate.source.clone().unwrap_or_default(),
            rate.note.clone().unwrap_or_default(),
        ]);
    }
    list.print(csv)
}

fn print_holidays(context: &Context, holidays: &Holidays, from: i16, to: i16) -> Result<()> {
    let days = holidays.between(from, to);
    if context.global.json {
        let days: Vec<_> = days
            .iter()
            .map(|(date, name)| json!({ "date": date, "name": name }))
            .collect();
        return output::json(&json!({
            "name": holidays.name,
            "title": holidays.title,
            "source": holidays.about.source,
            "days": days,
        }));
    }
    let csv = context.global.csv;
    let mut list = if csv {
        List::new(&["date", "name"])
    } else {
        say(&holidays.title)?;
        List::new(&["Day", "", "Holiday"])
    };
    for (date, name) in days {
        list.row(match csv {
            true => vec![date.to_string(), name],
            false => vec![output::day(date), date.strftime("%A").to_string(), name],
        });
    }
    list.print(csv)
}

fn check(context: &Context, packs: &Packs, on: Date) -> Result<()> {
    let remarks = packs::check(packs, on);
    let errors = count(&remarks, Severity::Error);
    if context.global.json {
        output::json(&remarks)?;
    } else if context.global.csv {
        let mut list = List::new(&["severity", "about", "message"]);
        for remark in &remarks {
            list.row(vec![
                word(remark.severity).to_owned(),
                remark.about.clone(),
                remark.message.to_string(),
            ]);
        }
        list.print(true)?;
    } else {
        for Remark {
            severity,
            about,
            message,
        } in &remarks
        {
            say(format!("{about}: {}: {message}", word(*severity)))?;
        }
        say(format!(
            "{} jurisdictions, {} series of rates, {} sets of holidays: {errors} errors, {} warnings.",
            packs.codes().count(),
            packs.all_series().count(),
            packs.all_holidays().count(),
            count(&remarks, Severity::Warning)
        ))?;
    }
    if errors == 0 {
        Ok(())
    } else {
        Err(
            AppError::CheckFailed("the law contradicts itself; see the errors above".to_owned())
                .into(),
        )
    }
}

fn count(remarks: &[Remark], severity: Severity) -> usize {
    remarks
        .iter()
        .filter(|remark| remark.severity == severity)
        .count()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
