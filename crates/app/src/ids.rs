//! Where new ids come from: UUIDs of version 7, made from the moment of the command and a seed.

use std::cell::Cell;

use dunwell_core::id::{
    ActionId, BookId, ContactPointId, CustomerId, DisputeId, EntryId, HoldId, ImportId, InvoiceId,
    PromiseId, RequestId, RunId, TermsAcceptanceId, UserId,
};
use jiff::Timestamp;
use uuid::Uuid;

/// Makes ids that sort in the order in which they were made. The same moment and seed give the same
/// ids, which is what tests want; a real seed comes from the operating system.
#[derive(Debug)]
pub struct Ids {
    millis: u64,
    counter: Cell<u32>,
    random: Cell<u64>,
}

impl Ids {
    /// Ids for a command given at `at`.
    #[must_use]
    pub fn new(at: Timestamp, seed: u64) -> Ids {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Ids {
            millis,
            counter: Cell::new(0),
            random: Cell::new(seed),
        }
    }

    /// The next UUID: 48 bits of time, 26 bits that count up, the rest random.
    pub fn next(&self) -> Uuid {
        let count = self.counter.get();
        self.counter.set(count.wrapping_add(1));
        let mut rng = fastrand::Rng::with_seed(self.random.get());
        let random = rng.u64(..);
        self.random.set(random);
        let [_, r1, r2, r3, r4, r5, r6, _] = random.to_be_bytes();
        // The version and the variant take the upper bits of the first and the third byte, so the
        // counter is laid around them.
        let bytes = [
            (count >> 22) as u8 & 0x0f,
            (count >> 14) as u8,
            (count >> 8) as u8 & 0x3f,
            count as u8,
            r1,
            r2,
            r3,
            r4,
            r5,
            r6,
        ];
        uuid::Builder::from_unix_timestamp_millis(self.millis, &bytes).into_uuid()
    }
}

macro_rules! makers {
    ($($method:ident -> $id:ident),+ $(,)?) => {
        impl Ids {$(
            /// A new id of this kind.
            pub fn $method(&self) -> $id {
                $id::new(self.next())
            }
        )+}
    };
}

makers! {
    book -> BookId,
    customer -> CustomerId,
    contact_point -> ContactPointId,
    invoice -> InvoiceId,
    entry -> EntryId,
    dispute -> DisputeId,
    promise -> PromiseId,
    hold -> HoldId,
    run -> RunId,
    action -> ActionId,
    terms_acceptance -> TermsAcceptanceId,
    user -> UserId,
    import -> ImportId,
    request -> RequestId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let ids = Ids::new(Timestamp::UNIX_EPOCH, 7);
        let made: Vec<Uuid> = (0..70_000).map(|_| ids.next()).collect();
        assert!(
            made.windows(2).all(|pair| pair[0] < pair[1]),
            "each id is larger than the one before"
        );
        assert_eq!(made[0].get_version_num(), 7);
        let again = Ids::new(Timestamp::UNIX_EPOCH, 7).next();
        assert_eq!(made[0], again, "the same moment and seed give the same ids");
    }
}
