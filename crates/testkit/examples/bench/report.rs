//! The figures in words, each beside what it is measured against.

use std::fmt::Write as _;

use crate::measure::Spread;

/// Two rivals at the same work.
pub struct Pair {
    pub ours: Spread,
    pub rival: Spread,
}

impl Pair {
    /// Our time as a part of the rival's.
    fn ratio(&self) -> f64 {
        self.ours.median.as_secs_f64() / self.rival.median.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Everything that was measured at one size.
pub struct Figures {
    pub invoices: u32,
    pub customers: u32,
    /// How many actions the full run decided.
    pub actions: u64,
    /// The import against the bare insert of the same rows.
    pub import: Pair,
    /// The full run against SQL written by hand.
    pub full: Pair,
    /// The incremental run against the full one.
    pub incremental: Pair,
    /// The peak memory in bytes of a full run over an empty book and over this one.
    pub memory: Option<(u64, u64)>,
}

impl Figures {
    /// A line for each measurement.
    pub fn describe(&self) -> String {
        let mut text = format!(
            "\n  {} open invoices of {} customers; the full run decides {} actions\n",
            thousands(self.invoices.into()),
            thousands(self.customers.into()),
            thousands(self.actions)
        );
        let rate = 1.0 / self.import.ratio();
        let verdict = |holds: bool| if holds { "holds" } else { "MISSED" };
        line(&mut text, "import", &self.import, "bare insert");
        end(
            &mut text,
            format!("{rate:.2} of its rate; aim 0.50: {}", verdict(rate >= 0.5)),
        );
        let ratio = self.full.ratio();
        line(&mut text, "full run", &self.full, "SQL by hand");
        end(
            &mut text,
            format!(
                "{ratio:.2} of its time; aim 1.00: {}",
                verdict(ratio <= 1.0)
            ),
        );
        let percent = self.incremental.ratio() * 100.0;
        line(&mut text, "2 % due", &self.incremental, "full run");
        end(
            &mut text,
            format!(
                "{percent:.1} % of its time; aim 5.0 %: {}",
                verdict(percent <= 5.0)
            ),
        );
        match self.memory {
            Some((idle, busy)) => {
                let each = busy.saturating_sub(idle) / u64::from(self.invoices.max(1));
                let (idle, busy) = (mib(idle), mib(busy));
                let _ = writeln!(
                    text,
                    "    memory    {busy:.0} MiB at most in a full run, {idle:.0} MiB over an empty book: \
                     {each} bytes an invoice; aim 300: {}",
                    verdict(each < 300)
                );
            }
            None => text.push_str("    memory    this system does not say\n"),
        }
        text
    }
}

fn line(text: &mut String, name: &str, pair: &Pair, rival: &str) {
    let _ = write!(
        text,
        "    {name:<9} {}   {rival:<11} {}   ",
        times(&pair.ours),
        times(&pair.rival)
    );
}

fn end(text: &mut String, what: String) {
    text.push_str(&what);
    text.push('\n');
}

/// `1.234 s (1.200 to 1.300)`
fn times(spread: &Spread) -> String {
    let Spread {
        shortest,
        median,
        longest,
    } = spread;
    format!(
        "{:>7.3} s ({:.3} to {:.3})",
        median.as_secs_f64(),
        shortest.as_secs_f64(),
        longest.as_secs_f64()
    )
}

/// Interest rows by the calculator, against the same arithmetic by hand.
pub fn interest(invoices: u32, rows: u64, pair: &Pair) -> String {
    let mut text = format!(
        "\n  {} overdue invoices, {} rows\n",
        thousands(invoices.into()),
        thousands(rows)
    );
    let ratio = pair.ratio();
    line(&mut text, "rows", pair, "by hand");
    let verdict = if ratio <= 3.0 { "holds" } else { "MISSED" };
    end(
        &mut text,
        format!("{ratio:.2} of its time; aim 3.00: {verdict}"),
    );
    text
}

/// By how much each time grew from size to size, beside how much the book grew.
pub fn growth(all: &[Figures]) -> String {
    let mut text = String::new();
    for pair in all.windows(2) {
        let [small, large] = pair else { continue };
        let grew = |of: fn(&Figures) -> &Spread| {
            of(large).median.as_secs_f64() / of(small).median.as_secs_f64().max(f64::MIN_POSITIVE)
        };
        let size = f64::from(large.invoices) / f64::from(small.invoices.max(1));
        let _ = writeln!(
            text,
            "\n  from {} to {} invoices (times {size:.0}): import times {:.1}, full run times {:.1}, 2 % due times {:.1}; \
             their rivals times {:.1}, {:.1} and {:.1}",
            thousands(small.invoices.into()),
            thousands(large.invoices.into()),
            grew(|f| &f.import.ours),
            grew(|f| &f.full.ours),
            grew(|f| &f.incremental.ours),
            grew(|f| &f.import.rival),
            grew(|f| &f.full.rival),
            grew(|f| &f.incremental.rival),
        );
    }
    text
}

/// Bytes as mebibytes.
pub fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// `1,000,000`
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
