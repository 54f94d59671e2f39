//! `dunwell import`: bring in files.

use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use dunwell_app::book;
use dunwell_app::funnel::Mode;
use dunwell_app::import::look::{Outcome, look};
use dunwell_app::import::{
    self, Counts, DateOrder, InputFile, Kind, NumberStyle, Options, Profile, Progress, Report,
    Request,
};
use dunwell_app::view::words::count_of;
use dunwell_app::{AppError, Currency};
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::output::{json, say};

/// Bring in files
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files, all of the same kind and written by the same program
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Which column is which field: the name of a profile that is built in (plain), or a TOML file
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "map")]
    profile: Option<String>,
    /// Which column is which field, on the command line: number=Invoice,customer=Client,...
    #[arg(long, value_name = "FIELD=COLUMN,...")]
    map: Option<String>,
    /// What the rows are
    #[arg(long = "as", value_name = "KIND", value_parser = ["invoices", "payments", "credit-notes", "customers", "disputes"])]
    kind: Option<String>,
    /// The order of day, month and year where a date leaves it open
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy", "ymd"])]
    date_order: Option<String>,
    /// The decimal sign where a number leaves it open
    #[arg(long, value_name = "SIGN", value_parser = ["point", "comma", ".", ","])]
    decimal: Option<String>,
    /// The currency of rows that name none [default: the book's]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Do everything and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Where the refused rows are written [default: beside each file, as NAME.rejects.csv]
    #[arg(long, value_name = "DIR")]
    rejects: Option<PathBuf>,
    /// A key under which the command is done once, however often it is given
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let profile = profile(&args)?;
    let options = Options {
        kind: args.kind.as_deref().and_then(Kind::from_key),
        date_order: args.date_order.as_deref().and_then(DateOrder::from_key),
        decimal: args.decimal.as_deref().and_then(NumberStyle::from_sign),
    };
    // Refused rows that cannot be kept would be lost, so the place is looked at before anything is read.
    if !args.dry_run {
        for path in &args.files {
            check_place(rejects_folder(&args, path))?;
        }
    }
    let contents = args
        .files
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>>>()?;
    let files: Vec<InputFile<'_>> = contents
        .iter()
        .map(|(name, bytes)| InputFile { name, bytes })
        .collect();

    let db = context.database().await?;
    // A first book is made with the import, in the currency that its rows speak of.
    let first = Currency::GBP;
    let named = match args.currency {
        None if book::none_yet(&db).await? => {
            import::first_currency(&files, &profile, options, first)?
        }
        named => named,
    };
    let name = context.global.book.as_deref();
    let book = book::find_or_first(&db, context.caller(), name, named.unwrap_or(first)).await?;
    let book = context.opened(book)?;
    let request = Request {
        files: &files,
        profile: &profile,
        options,
        currency: args.currency,
    };
    let mode = Mode {
        key: args.key.as_deref(),
        dry_run: args.dry_run,
    };
    let mut teller = Teller::new(context.global.json);
    let report = import::import(
        &db,
        &book,
        context.caller(),
        mode,
        &request,
        &mut |progress| teller.tell(progress),
    )
    .await;
    teller.finish();
    let report = report?;

    let (written, failed) = match args.dry_run {
        true => (Vec::new(), None),
        false => write_rejects(&args, &report),
    };
    if context.global.json {
        json(&report)?;
    } else {
        if args.dry_run {
            understood(&request, book.currency)?;
        }
        summary(&args, &report, &written)?;
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if report.came_to_nothing() {
        let why = match report.rejected.is_empty() {
            true => "no row came in; the notes say why",
            false => "no row came in; the reasons are listed",
        };
        return Err(AppError::refused(why).into());
    }
    Ok(())
}

fn read(path: &Path) -> Result<(String, Vec<u8>)> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| AppError::File {
        path: name.clone(),
        source,
    })?;
    Ok((name, bytes))
}

fn profile(args: &Args) -> Result<Profile> {
    if let Some(map) = &args.map {
        return Ok(Profile::from_map(map)?);
    }
    match args.profile.as_deref() {
        None | Some("plain") => Ok(Profile::plain()),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|source| {
                if source.kind() == std::io::ErrorKind::NotFound {
                    anyhow::anyhow!("there is no profile \"{path}\": built in is \"plain\", and a file of that name was not found")
                } else {
                    AppError::File { path: path.to_owned(), source }.into()
                }
            })?;
            Ok(Profile::parse(&text, path)?)
        }
    }
}

/// How often a line is printed where there is no terminal, in rows.
const ROWS_PER_LINE: u64 = 100_000;

/// Tells how far an import has come: a bar with rate and time left on a terminal, plain lines in a
/// file or a pipe, nothing for machines.
enum Teller {
    Bar(ProgressBar),
    Lines { told: u64 },
    Silent,
}

impl Teller {
    fn new(silent: bool) -> Teller {
        if silent {
            return Teller::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Teller::Lines { told: 0 };
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template(
            "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Teller::Bar(bar)
    }

    fn tell(&mut self, progress: Progress<'_>) {
        match self {
            Teller::Bar(bar) => {
                bar.set_length(progress.bytes_total);
                bar.set_position(progress.bytes_done);
                bar.set_message(format!("{}, {} rows", progress.file, progress.rows));
            }
            Teller::Lines { told } if progress.rows >= *told + ROWS_PER_LINE => {
                *told = progress.rows;
                let percent = progress.bytes_done * 100 / progress.bytes_total.max(1);
                eprintln!(
                    "{}: {} rows read, {percent} % of all",
                    progress.file, progress.rows
                );
            }
            Teller::Lines { .. } | Teller::Silent => {}
        }
    }

    fn finish(&self) {
        if let Teller::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// The folder in which the refused rows of a file are written.
fn rejects_folder<'a>(args: &'a Args, source: &'a Path) -> &'a Path {
    let beside = || source.parent().unwrap_or(Path::new(""));
    args.rejects.as_deref().unwrap_or_else(beside)
}

/// That a folder can be written to, or be made and written to.
fn check_place(folder: &Path) -> Result<()> {
    let here = Path::new(".");
    let there = folder
        .ancestors()
        .map(|part| {
            if part.as_os_str().is_empty() {
                here
            } else {
                part
            }
        })
        .find(|part| part.exists());
    let trial = there
        .unwrap_or(here)
        .join(format!(".dunwell-{}", std::process::id()));
    let tried = File::create_new(&trial).and_then(|_| std::fs::remove_file(&trial));
    tried.with_context(|| {
        format!(
            "refused rows cannot be written to {}; name another folder with --rejects",
            there.unwrap_or(here).display()
        )
    })
}

/// Writes the refused rows of each file. Where one cannot be written, the others are all the same, and
/// the first error comes back with them: the import itself is done by then.
fn write_rejects(args: &Args, report: &Report) -> (Vec<PathBuf>, Option<anyhow::Error>) {
    let (mut written, mut failed) = (Vec::new(), None);
    for rejects in &report.rejects_files {
        let source = Path::new(&rejects.of);
        let folder = rejects_folder(args, source);
        let made = std::fs::create_dir_all(folder)
            .with_context(|| folder.display().to_string())
            .and_then(|()| write_new(folder, source, &rejects.bytes));
        match made {
            Ok(path) => written.push(path),
            Err(error) => drop(failed.get_or_insert(error)),
        }
    }
    (written, failed)
}

/// Writes a rejects file under the first name that is free. One that is there already may hold the
/// corrections of a person, so it is never overwritten.
fn write_new(folder: &Path, source: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let (name, first) = round(&stem);
    for round in first..first.saturating_add(ROUNDS_MAX) {
        let path = folder.join(match round {
            1 => format!("{name}.rejects.csv"),
            _ => format!("{name}.rejects-{round}.csv"),
        });
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(bytes)
                    .with_context(|| path.display().to_string())?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    Err(AppError::refused(format!(
        "{}: there are {ROUNDS_MAX} rejects files of \"{name}\" already; move those away that are done with",
        folder.display()
    ))
    .into())
}

/// How many names are tried for a rejects file.
const ROUNDS_MAX: u32 = 10_000;

/// The name of the file that the rows came from at first, and which round of refusals is next: the
/// second for `NAME.rejects`, the fourth for `NAME.rejects-3`.
fn round(stem: &str) -> (&str, u32) {
    let earlier = stem.rsplit_once(".rejects").and_then(|(name, rest)| {
        let round = match rest.strip_prefix('-') {
            None if rest.is_empty() => 1,
            Some(digits) => digits.parse::<u32>().ok()?,
            None => return None,
        };
        (!name.is_empty()).then_some((name, round))
    });
    earlier.map_or((stem, 1), |(name, round)| (name, round.saturating_add(1)))
}

/// Says what was understood of the files, for a person to check.
fn understood(request: &Request<'_>, currency: Currency) -> Result<()> {
    let currency = request.currency.unwrap_or(currency);
    for file in request.files {
        let look = look(file, request.profile, request.options, currency, 0);
        let Outcome::Read(told) = look.outcome else {
            continue;
        };
        let dialect = look.dialect.as_ref().map(ToString::to_string);
        let dialect = dialect.unwrap_or_default();
        say(format!("{}: {}, {dialect}", look.file, told.kind))?;
        for field in told.fields {
            let style = match field.style.as_str() {
                "" => String::new(),
                style => format!(", written {style}"),
            };
            let from = match field.column.as_str() {
                "" => "always the same".to_owned(),
                column => format!("column '{column}'"),
            };
            say(format!("  {:<10} {from}{style}", field.field))?;
        }
    }
    Ok(())
}

fn summary(args: &Args, report: &Report, written: &[PathBuf]) -> Result<()> {
    let kinds: [(&str, Counts); 5] = [
        ("Invoices", report.invoices),
        ("Customers", report.customers),
        ("Payments", report.payments),
        ("Credit notes", report.credit_notes),
        ("Disputes", report.disputes),
    ];
    for (name, counts) in kinds {
        if counts != Counts::default() {
            say(format!(
                "{name:<13} {:>9} new {:>9} changed {:>9} unchanged",
                counts.new, counts.changed, counts.unchanged
            ))?;
        }
    }
    for note in &report.notes {
        say(format!("Note: {note}."))?;
    }
    if !report.rejected.is_empty() {
        let refused = count_of(report.rejected.len(), "row was", "rows were");
        say(format!("\n{refused} refused:"))?;
        for row in report.rejected.iter().take(SHOWN_REJECTS) {
            let field = if row.field.is_empty() {
                String::new()
            } else {
                format!(", {} \"{}\"", row.field, row.value)
            };
            say(format!(
                "  {}, line {}{field}: {}",
                row.file, row.line, row.reason
            ))?;
        }
        if report.rejected.len() > SHOWN_REJECTS {
            say(format!(
                "  ... and {} more",
                report.rejected.len() - SHOWN_REJECTS
            ))?;
        }
        for path in written {
            say(format!(
                "All of them are in {} with the reason beside each; put them right and import that file.",
                path.display()
            ))?;
        }
    }
    if args.dry_run {
        say("This was a dry run: nothing was kept.")?;
    }
    Ok(())
}

/// How many refused rows are shown on the terminal; the rejects file has all.
const SHOWN_REJECTS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_counted_by_round() {
        for (stem, expected) in [
            ("invoices", ("invoices", 1)),
            ("invoices.rejects", ("invoices", 2)),
            ("invoices.rejects-2", ("invoices", 3)),
            ("a.rejects.rejects-9", ("a.rejects", 10)),
            ("invoices.rejects-old", ("invoices.rejects-old", 1)),
            ("invoices.rejectsold", ("invoices.rejectsold", 1)),
            (".rejects", (".rejects", 1)),
        ] {
            assert_eq!(round(stem), expected, "{stem}");
        }
    }
}
