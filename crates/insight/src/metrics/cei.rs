//! The collection effectiveness index: of what could be collected in a period, how much was.

use super::share;

/// (opening + sales - closing) / (opening + sales - what of the closing is not yet due), in
/// ten-thousandths, rounded half away from zero; none when there was nothing to collect.
///
/// `sales` are those of the period, or of a month on average where the period has several.
#[must_use]
pub fn effectiveness(
    opening: i128,
    sales: i128,
    closing: i128,
    closing_current: i128,
) -> Option<i64> {
    share(opening + sales - closing, opening + sales - closing_current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_was_due_or_part_of_it() {
        assert_eq!(effectiveness(300, 400, 350, 250), Some(7_778));
        assert_eq!(effectiveness(300, 400, 250, 250), Some(10_000));
        assert_eq!(effectiveness(300, 0, 300, 0), Some(0));
        assert_eq!(effectiveness(0, 400, 400, 400), None, "nothing was due");
    }
}
