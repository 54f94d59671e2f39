//! Credit notes and write-offs, and how they are undone.

use dunwell_app::Db;
use dunwell_app::record::reversal::Which;
use dunwell_app::record::{Target, credit_note, reversal, write_off};

use crate::story::{Story, refusal};

async fn undo(story: &Story, which: Which) {
    let request = reversal::Request {
        which,
        date: None,
        reason: "recorded in error".to_owned(),
    };
    story
        .once("00001", "reversal-recorded", async |caller, mode| {
            reversal::record(&story.db, &story.book, caller, mode, &request).await
        })
        .await;
}

pub fn write_off_of(invoice: &str, amount: Option<&str>) -> write_off::Request {
    write_off::Request {
        invoice: invoice.to_owned(),
        amount: amount.map(str::to_owned),
        date: None,
        reason: "not worth a letter".to_owned(),
    }
}

dunwell_testkit::on_both! {
    async fn a_credit_note_larger_than_its_invoice_leaves_credit(db: Db) {
        let story = Story::begin(db).await;
        let request = credit_note::Request {
            customer: "00001".to_owned(),
            number: "CN-1".to_owned(),
            amount: "350".to_owned(),
            // A credit earns no early-payment discount, although the invoice offers one.
            target: Target::Invoices(vec!["R-4".to_owned()]),
            reason: Some("goods returned".to_owned()),
            ..credit_note::Request::default()
        };
        let received = story
            .once("00001", "credit-note-recorded", async |caller, mode| {
                credit_note::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let applied = &received.applied[0];
        assert_eq!((applied.amount.minor(), applied.discount, received.unapplied.minor()), (200_00, None, 150_00));
        let again = credit_note::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert!(refusal(again).starts_with("the credit note \"CN-1\" was recorded already"));

        undo(&story, Which::CreditNote("CN-1".to_owned())).await;
        assert_eq!(story.open(["R-4"]).await, [200_00]);
        assert_eq!(story.pounds("00001").await.unapplied, 0);
    }

    async fn a_write_off_closes_an_invoice_until_it_is_undone(db: Db) {
        let story = Story::begin(db).await;
        let write_off = async |invoice: &str, amount: Option<&str>| {
            let request = write_off_of(invoice, amount);
            story
                .once("00001", "write-off-recorded", async |caller, mode| {
                    write_off::record(&story.db, &story.book, caller, mode, &request).await
                })
                .await
        };
        let part = write_off("R-1", Some("100.50")).await;
        assert_eq!((part.amount.minor(), part.open.minor()), (100_50, 399_50));
        let rest = write_off("R-1", None).await;
        assert_eq!((rest.amount.minor(), rest.open.minor()), (399_50, 0));
        assert_eq!(story.pounds("00001").await.payer.written_off_invoices, 1);

        undo(&story, Which::Entry(rest.entry.to_string())).await;
        assert_eq!(story.open(["R-1"]).await, [399_50]);
        assert_eq!(story.pounds("00001").await.payer.written_off_invoices, 0);
        undo(&story, Which::Entry(part.entry.to_string())).await;
        assert_eq!(story.open(["R-1"]).await, [500_00]);
    }
}
