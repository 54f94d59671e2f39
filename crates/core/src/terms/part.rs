//! One instalment of the terms.

use rust_decimal::Decimal;

use super::{Deadline, DueRule, EarlyPaymentDiscount, MAX_DECIMALS, MAX_FIXED_AMOUNT, TermsError};

/// One instalment: how much, when, and at what discount.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    pub(super) kind: PartKind,
    pub(super) share: Share,
    pub(super) discount: Option<EarlyPaymentDiscount>,
    pub(super) due: DueRule,
}

/// What a part is for. It changes neither the date nor the amount, but people want to read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A plain instalment, or a stage of the work.
    #[default]
    Instalment,
    /// A sum kept back until the work has proved itself.
    Retention,
    /// The large last payment after small instalments.
    Balloon,
}

/// How much of the invoice a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// That many per cent of the total, rounded half-up to the minor unit.
    Percent(Decimal),
    /// That amount in whole units of the invoice's currency; less if less is left.
    Fixed(Decimal),
    /// What the parts before it leave. Terms of a single part consist of this one.
    Rest,
}

impl Part {
    /// One plain part of the terms.
    ///
    /// # Errors
    /// [`TermsError`] when a share is not above zero, is above 100 per cent or [`MAX_FIXED_AMOUNT`], or has more
    /// than [`MAX_DECIMALS`] decimals, or when the discount would run longer than the term.
    pub fn new(
        share: Share,
        discount: Option<EarlyPaymentDiscount>,
        due: DueRule,
    ) -> Result<Part, TermsError> {
        let share = match share {
            Share::Percent(percent) if percent > Decimal::ONE_HUNDRED => {
                return Err(TermsError::ShareOutOfRange { share: percent });
            }
            Share::Percent(percent) => Share::Percent(positive_share(percent)?),
            Share::Fixed(amount) if amount > Decimal::from(MAX_FIXED_AMOUNT) => {
                return Err(TermsError::ShareOutOfRange { share: amount });
            }
            Share::Fixed(amount) => Share::Fixed(positive_share(amount)?),
            Share::Rest => Share::Rest,
        };
        if let Some(Deadline::Days(discount_days)) = discount.map(EarlyPaymentDiscount::deadline)
            && let Some(days) = due.fixed_days()
            && discount_days > days
        {
            return Err(TermsError::DiscountTooLong {
                discount_days,
                days,
            });
        }
        Ok(Part {
            kind: PartKind::Instalment,
            share,
            discount,
            due,
        })
    }

    /// The same part, of that kind.
    #[must_use]
    pub fn of_kind(self, kind: PartKind) -> Part {
        Part { kind, ..self }
    }

    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> PartKind {
        self.kind
    }

    /// How much of the invoice it is.
    #[must_use]
    pub fn share(&self) -> Share {
        self.share
    }

    /// Its discount for paying early.
    #[must_use]
    pub fn discount(&self) -> Option<EarlyPaymentDiscount> {
        self.discount
    }

    pub(super) fn lacks_rate(&self) -> bool {
        self.discount
            .is_some_and(|discount| discount.rate().is_none())
    }

    /// When it falls due.
    #[must_use]
    pub fn due(&self) -> &DueRule {
        &self.due
    }
}

fn positive_share(share: Decimal) -> Result<Decimal, TermsError> {
    let share = share.normalize();
    if share <= Decimal::ZERO || share.scale() > MAX_DECIMALS {
        return Err(TermsError::ShareOutOfRange { share });
    }
    Ok(share)
}
