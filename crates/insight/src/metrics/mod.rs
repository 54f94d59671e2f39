//! The figures by which credit control is measured: how long money is out, how much of what could be
//! collected is, which promises hold, when money is expected and where the risk lies.
//!
//! Everything is of one currency and in whole numbers: money is minor units, days are thousandths of a
//! day, shares are ten-thousandths. A figure that cannot be made (no sales, nothing due) is none.

pub mod cei;
pub mod dso;
pub mod expected;
pub mod points;
pub mod promises;
pub mod risk;

use dunwell_core::money::Rounding;

/// `part / whole` in ten-thousandths, rounded half away from zero; none unless the whole is above zero.
#[must_use]
pub fn share(part: i128, whole: i128) -> Option<i64> {
    ratio(part, 10_000, whole)
}

/// `part * scale / whole`, rounded half away from zero; none unless the whole is above zero.
fn ratio(part: i128, scale: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let scaled = Rounding::HalfUp.div(part.checked_mul(scale)?, whole)?;
    i64::try_from(scaled).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(share(1, 3), Some(3_333));
        assert_eq!(share(2, 3), Some(6_667));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(5, -5), None);
    }
}
