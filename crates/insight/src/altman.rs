//! Altman's scores of how near a business is to insolvency, from its yearly accounts. They advise a credit
//! manager; nothing is decided by them.
//!
//! The weights and zones are those in print at
//! <https://www.creditguru.com/index.php/bankruptcy-and-insolvency/altman-z-score-insolvency-predictor-for-private-firms>.

use dunwell_core::money::Rounding;

/// The yearly accounts of a business, in minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// Current assets less current liabilities.
    pub working_capital: i64,
    /// What earlier profits left in the business.
    pub retained_earnings: i64,
    /// Earnings before interest and taxes.
    pub ebit: i64,
    /// Equity as the books have it.
    pub book_equity: i64,
    /// All liabilities.
    pub liabilities: i64,
    /// The sales of the year.
    pub sales: i64,
    /// All assets.
    pub assets: i64,
}

/// A score with its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// In thousandths, rounded half away from zero.
    pub thousandths: i64,
    /// Where it lies.
    pub zone: Zone,
}

/// Where a score lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Insolvency is unlikely in the next two years.
    Safe,
    /// The score does not tell.
    Grey,
    /// Insolvency is likely.
    Distress,
}

/// Z', for private businesses; weights and limits in thousandths.
#[must_use]
pub fn z_prime(accounts: &Accounts) -> Option<Score> {
    score(accounts, [717, 847, 3_107, 420, 998], (1_230, 2_900))
}

/// Z'', for private businesses that do not manufacture: sales do not count.
#[must_use]
pub fn z_double_prime(accounts: &Accounts) -> Option<Score> {
    score(accounts, [6_560, 3_260, 6_720, 1_050, 0], (1_100, 2_600))
}

/// The weighted sum, rounded once. None when there are no assets or no liabilities to compare with.
fn score(of: &Accounts, weights: [i128; 5], (grey, safe): (i64, i64)) -> Option<Score> {
    let (assets, liabilities) = (i128::from(of.assets), i128::from(of.liabilities));
    if assets <= 0 || liabilities <= 0 {
        return None;
    }
    let over_assets = [of.working_capital, of.retained_earnings, of.ebit, of.sales];
    let [capital, retained, earned, equity, sold] = weights;
    let over_assets: i128 = over_assets
        .into_iter()
        .zip([capital, retained, earned, sold])
        .map(|(amount, weight)| i128::from(amount) * weight)
        .sum();
    // Both fractions get one denominator, so that nothing is rounded before the end.
    let equity = i128::from(of.book_equity) * equity;
    let numerator = over_assets
        .checked_mul(liabilities)?
        .checked_add(equity.checked_mul(assets)?)?;
    let thousandths = Rounding::HalfUp.div(numerator, assets.checked_mul(liabilities)?)?;
    let thousandths = i64::try_from(thousandths).ok()?;
    let zone = match thousandths {
        score if score > safe => Zone::Safe,
        score if score >= grey => Zone::Grey,
        _ => Zone::Distress,
    };
    Some(Score { thousandths, zone })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: Accounts = Accounts {
        working_capital: 200,
        retained_earnings: 300,
        ebit: 150,
        book_equity: 400,
        liabilities: 600,
        sales: 1_200,
        assets: 1_000,
    };

    fn told(score: Option<Score>) -> Option<(i64, Zone)> {
        score.map(|score| (score.thousandths, score.zone))
    }

    #[test]
    fn the_two_scores_of_a_small_manufacturer() {
        assert_eq!(told(z_prime(&ACCOUNTS)), Some((2_341, Zone::Grey)));
        assert_eq!(told(z_double_prime(&ACCOUNTS)), Some((3_998, Zone::Safe)));
    }

    #[test]
    fn a_loss_and_debts_end_in_distress() {
        let poor = Accounts {
            working_capital: -400,
            retained_earnings: -500,
            ebit: -200,
            book_equity: -100,
            liabilities: 1_100,
            ..ACCOUNTS
        };
        assert_eq!(told(z_prime(&poor)), Some((-172, Zone::Distress)));
    }

    #[test]
    fn nothing_to_compare_with_is_no_score() {
        let accounts = |assets, liabilities| Accounts {
            assets,
            liabilities,
            ..ACCOUNTS
        };
        assert_eq!(z_prime(&accounts(0, 600)), None);
        assert_eq!(z_prime(&accounts(1_000, 0)), None);
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        let large = Accounts {
            working_capital: i64::MAX,
            retained_earnings: i64::MAX,
            ebit: i64::MAX,
            book_equity: i64::MAX,
            liabilities: i64::MAX,
            sales: i64::MAX,
            assets: i64::MAX,
        };
        assert_eq!(told(z_prime(&large)), None);
    }
}
