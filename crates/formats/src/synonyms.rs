//! The names that columns usually have, in English, German and French. They are what the plain
//! profile goes by; `docs/import.md` lists them, and a test holds that it does.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::{Field, Kind};

/// Usual names besides the field's own. Case, spaces, punctuation and accents do not count.
type Names = &'static [(Field, &'static [&'static str])];

#[rustfmt::skip]
const INVOICE_NUMBERS: &[&str] = &[
    "Invoice", "Invoice No", "Invoice Number", "Invoice ID", "Inv No",
    "Rechnung", "Rechnungsnummer", "Rechnungsnr", "Rechnung Nr",
    "Facture", "Numéro de facture", "Numéro facture", "No facture", "N° facture",
];
/// What ledgers call an invoice in a list of invoices; in other lists it can be the number of a cheque.
const LEDGER_NUMBERS: &[&str] = &["Num", "Voucher No"];
#[rustfmt::skip]
const DOCUMENT_NUMBERS: &[&str] = &["Document No", "Document Number", "Doc No", "Belegnummer", "Beleg-Nr"];
#[rustfmt::skip]
const CUSTOMER_NUMBERS: &[&str] = &[
    "Customer", "Customer No", "Customer Number", "Customer ID", "Customer Code", "Client", "Client No", "Client ID",
    "Account", "Account No", "Account Number", "Account Code", "Account Reference", "Account Ref", "A/C Ref",
    "Contact Account Number", "Debtor", "Debtor No",
    "Kunde", "Kundennummer", "Kundennr", "Debitor", "Debitorennummer", "Debitor-Nr",
    "Code client", "Numéro client", "N° client", "Compte client",
];
#[rustfmt::skip]
const CUSTOMER_NAMES: &[&str] = &[
    "Customer Name", "Client Name", "Account Name", "Company", "Company Name",
    "Kundenname", "Firma", "Nom", "Nom du client", "Nom client", "Raison sociale", "Société",
];
#[rustfmt::skip]
const TERMS: &[&str] = &[
    "Payment Terms", "Zahlungsziel", "Zahlungsbedingung", "Zahlungsbedingungen",
    "Conditions de paiement", "Conditions de règlement",
];
#[rustfmt::skip]
const CURRENCIES: &[&str] = &[
    "Currency Code", "Ccy", "Invoice Currency", "Document Currency", "Währung", "Devise", "Monnaie",
];
const REFERENCES: &[&str] = &[
    "Ref",
    "Payment Reference",
    "Referenz",
    "Verwendungszweck",
    "Référence",
];
const COUNTRIES: &[&str] = &["Country Code", "Land", "Ländercode", "Pays", "Code pays"];
const LANGUAGES: &[&str] = &["Language Code", "Sprache", "Langue"];
#[rustfmt::skip]
const EMAILS: &[&str] = &["E-mail", "Email Address", "Mail", "E-Mail-Adresse", "Courriel", "Adresse e-mail"];
#[rustfmt::skip]
const PHONES: &[&str] = &["Telephone", "Phone Number", "Tel", "Telefon", "Telefonnummer", "Téléphone"];
#[rustfmt::skip]
const DISPUTED_AMOUNTS: &[&str] =
    &["Disputed Amount", "Amount in Dispute", "Strittiger Betrag", "Montant en litige"];

#[rustfmt::skip]
const INVOICES: Names = &[
    (Field::Number, INVOICE_NUMBERS),
    (Field::Number, LEDGER_NUMBERS),
    (Field::Number, DOCUMENT_NUMBERS),
    (Field::Customer, CUSTOMER_NUMBERS),
    (Field::Name, CUSTOMER_NAMES),
    (Field::Issued, &[
        "Date", "Invoice Date", "Invoice/Bill Date", "Issue Date", "Date Issued", "Issued On", "Document Date",
        "Posting Date", "Rechnungsdatum", "Belegdatum", "Datum",
        "Date de facture", "Date de la facture", "Date facture", "Date d'émission",
    ]),
    (Field::Due, &[
        "Due Date", "Due On", "Date Due", "Net Due Date", "Fällig", "Fällig am", "Fälligkeit", "Fälligkeitsdatum",
        "Échéance", "Date d'échéance",
    ]),
    (Field::Terms, TERMS),
    (Field::Amount, &[
        "Total", "Invoice Amount", "Invoiced Amount", "Invoice Total", "Total Amount", "Original Amount",
        "Gross Amount", "Amount incl VAT", "Betrag", "Rechnungsbetrag", "Bruttobetrag", "Gesamtbetrag",
        "Montant", "Montant TTC", "Total TTC", "Montant de la facture",
    ]),
    (Field::Tax, &[
        "Tax Amount", "Tax Total", "VAT Amount", "Steuerbetrag", "MwSt-Betrag", "Montant TVA", "Montant de la TVA",
    ]),
    (Field::Open, &[
        "Open Amount", "Amount Open", "Open Balance", "Outstanding", "Outstanding Amount", "Amount Outstanding",
        "Outstanding Balance", "Balance Outstanding", "Amount Due", "Invoice Amount Due", "Amount Remaining",
        "Remaining Amount", "Balance", "Balance Due", "Balance Remaining", "Remaining Balance", "Unpaid Amount",
        "Pending Amount", "Offen", "Offener Betrag", "Restbetrag",
        "Solde", "Solde dû", "Montant dû", "Reste à payer", "Reste dû",
    ]),
    (Field::Currency, CURRENCIES),
    (Field::Settled, &[
        "Settled Date", "Settlement Date", "Paid On", "Paid Date", "Date Paid", "Payment Date", "Clear Date",
        "Clearing Date", "Bezahlt am", "Zahlungsdatum", "Ausgleichsdatum",
        "Payée le", "Date de paiement", "Date de règlement",
    ]),
    (Field::Ordered, &["Order Date", "Ordered On", "Bestelldatum", "Auftragsdatum", "Date de commande"]),
    (Field::Delivered, &["Delivery Date", "Delivered On", "Lieferdatum", "Date de livraison"]),
    (Field::Received, &["Goods Received", "Goods Received On", "Wareneingang", "Date de réception"]),
    (Field::Arrived, &["Arrival Date", "Ankunftsdatum", "Date d'arrivée"]),
    (Field::Disputed, &["Dispute", "In Dispute", "Strittig", "Litige", "En litige"]),
    (Field::DisputeAmount, DISPUTED_AMOUNTS),
    (Field::Reference, REFERENCES),
    (Field::Reference, &["Invoice Reference"]),
    (Field::Po, &[
        "PO Number", "PO No", "Purchase Order", "Order No", "Order Number", "Bestellnummer", "Bestell-Nr",
        "Numéro de commande", "N° commande", "Bon de commande",
    ]),
    (Field::Country, COUNTRIES),
    (Field::Language, LANGUAGES),
    (Field::Email, EMAILS),
    (Field::Phone, PHONES),
];

#[rustfmt::skip]
const PAYMENTS: Names = &[
    (Field::Customer, CUSTOMER_NUMBERS),
    (Field::Name, CUSTOMER_NAMES),
    (Field::Name, &["Payer", "Paid By", "Zahler", "Auftraggeber", "Payeur"]),
    (Field::Date, &[
        "Payment Date", "Date Paid", "Paid On", "Date Received", "Booking Date", "Value Date",
        "Datum", "Zahlungsdatum", "Buchungsdatum", "Eingangsdatum", "Date de paiement", "Date de règlement",
    ]),
    (Field::Amount, &[
        "Payment Amount", "Amount Paid", "Amount Received", "Betrag", "Zahlungsbetrag",
        "Montant", "Montant payé", "Montant réglé",
    ]),
    (Field::Currency, CURRENCIES),
    (Field::Invoice, INVOICE_NUMBERS),
    (Field::Reference, REFERENCES),
];

#[rustfmt::skip]
const CREDIT_NOTES: Names = &[
    (Field::Number, &[
        "Credit Note", "Credit Note No", "Credit Note Number", "Credit Memo No", "Gutschrift", "Gutschriftsnummer",
        "Gutschrift-Nr", "Avoir", "Numéro d'avoir", "N° avoir",
    ]),
    (Field::Number, DOCUMENT_NUMBERS),
    (Field::Customer, CUSTOMER_NUMBERS),
    (Field::Date, &[
        "Credit Note Date", "Credit Date", "Document Date", "Datum", "Gutschriftsdatum", "Belegdatum",
        "Date d'avoir", "Date de l'avoir",
    ]),
    (Field::Amount, &[
        "Total", "Credit Amount", "Betrag", "Gutschriftsbetrag", "Montant", "Montant TTC", "Montant de l'avoir",
    ]),
    (Field::Currency, CURRENCIES),
    (Field::Invoice, INVOICE_NUMBERS),
    (Field::Reference, REFERENCES),
];

#[rustfmt::skip]
const CUSTOMERS: Names = &[
    (Field::Number, CUSTOMER_NUMBERS),
    (Field::Name, CUSTOMER_NAMES),
    (Field::Email, EMAILS),
    (Field::Phone, PHONES),
    (Field::Sms, &["Mobile", "Mobile Phone", "Mobile Number", "Handy", "Mobil", "Mobilnummer", "Portable"]),
    (Field::Country, COUNTRIES),
    (Field::Language, LANGUAGES),
    (Field::Since, &["Customer Since", "Kunde seit", "Client depuis"]),
    (Field::Address, &["Postal Address", "Billing Address", "Adresse", "Anschrift"]),
    (Field::Contact, &[
        "Contact Name", "Contact Person", "Ansprechpartner", "Interlocuteur", "Personne à contacter",
    ]),
    (Field::Terms, TERMS),
    (Field::Vat, &["VAT Number", "VAT No", "VAT ID", "USt-IdNr", "USt-ID", "Numéro de TVA", "N° TVA"]),
];

#[rustfmt::skip]
const DISPUTES: Names = &[
    (Field::Invoice, INVOICE_NUMBERS),
    (Field::Customer, CUSTOMER_NUMBERS),
    (Field::Opened, &["Opened On", "Date Opened", "Dispute Date", "Eröffnet", "Eröffnet am", "Ouvert le"]),
    (Field::Amount, DISPUTED_AMOUNTS),
    (Field::Amount, &["Dispute Amount", "Betrag", "Montant"]),
    (Field::Reason, &["Dispute Reason", "Grund", "Motif", "Raison"]),
    (Field::Resolved, &["Resolved On", "Date Resolved", "Erledigt am", "Résolu le"]),
];

const fn names(kind: Kind) -> Names {
    match kind {
        Kind::Invoices => INVOICES,
        Kind::Payments => PAYMENTS,
        Kind::CreditNotes => CREDIT_NOTES,
        Kind::Customers => CUSTOMERS,
        Kind::Disputes => DISPUTES,
    }
}

static LOOKUP: LazyLock<HashMap<(Kind, String), Field>> = LazyLock::new(|| {
    let mut lookup = HashMap::new();
    for kind in Kind::ALL {
        for (field, _) in kind.fields() {
            lookup.insert((kind, loose(field.key())), *field);
        }
        for (field, usual) in names(kind) {
            for name in *usual {
                lookup.insert((kind, loose(name)), *field);
            }
        }
    }
    lookup
});

/// The field that a column of this name usually is in a file of this kind. `name` is [`loose`].
pub(crate) fn usual_field(kind: Kind, name: &str) -> Option<Field> {
    // The key owns its text; header rows are short, and this runs once per column of a header.
    LOOKUP.get(&(kind, name.to_owned())).copied()
}

/// A column name with nothing left of it but letters and digits: small, and without accents.
pub(crate) fn loose(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(without_accent)
        .collect()
}

const fn without_accent(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    #[test]
    fn finds_fields_by_their_usual_names() {
        for (kind, name, expected) in [
            (Kind::Invoices, "INVOICE_NO.", Some(Field::Number)),
            (Kind::Invoices, "Numero de facture", Some(Field::Number)),
            (Kind::Invoices, "Rechnungs-Nr.", Some(Field::Number)),
            (Kind::Invoices, "Fälligkeit", Some(Field::Due)),
            (Kind::Invoices, "dispute_amount", Some(Field::DisputeAmount)),
            (Kind::Payments, "Invoice No", Some(Field::Invoice)),
            (Kind::Payments, "Fälligkeit", None),
            (Kind::Customers, "Kunden-Nr", Some(Field::Number)),
            (Kind::Invoices, "", None),
        ] {
            assert_eq!(usual_field(kind, &loose(name)), expected, "{kind}: {name}");
        }
    }

    #[test]
    fn no_name_means_two_fields_of_one_kind() {
        for kind in Kind::ALL {
            let own = kind.fields().iter().map(|(field, _)| (*field, field.key()));
            let usual = names(kind)
                .iter()
                .flat_map(|(field, names)| names.iter().map(|name| (*field, *name)));
            for (field, name) in own.chain(usual) {
                assert!(kind.has(field), "{kind} has no {field}");
                assert_eq!(
                    usual_field(kind, &loose(name)),
                    Some(field),
                    "{kind}: {name}"
                );
            }
        }
    }

    #[test]
    fn the_manual_lists_every_name() {
        let manual = include_str!("../../../docs/import.md");
        for kind in Kind::ALL {
            for name in names(kind).iter().flat_map(|(_, names)| *names) {
                assert!(
                    manual.contains(name),
                    "docs/import.md does not list {name:?}"
                );
            }
            for (field, _) in kind.fields() {
                assert!(
                    manual.contains(&format!("`{field}`")),
                    "docs/import.md does not explain `{field}`"
                );
            }
        }
    }
}
