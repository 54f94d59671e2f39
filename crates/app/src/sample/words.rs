//! Words that names and addresses are put together from, country by country. All names are made
//! up; where one should belong to somebody, that is chance.

mod dutch;
mod english;
mod french;
mod german;

pub(super) use dutch::DUTCH;
pub(super) use english::{AMERICAN, BRITISH};
pub(super) use french::FRENCH;
pub(super) use german::GERMAN;

/// A legal form, as it is usually written and in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    pub short: &'static str,
    pub long: &'static str,
}

const fn form(short: &'static str, long: &'static str) -> Form {
    Form { short, long }
}

/// The words of one way of naming businesses.
#[derive(Debug)]
pub(super) struct Words {
    pub first_names: &'static [&'static str],
    pub surnames: &'static [&'static str],
    pub trades: &'static [&'static str],
    pub streets: &'static [&'static str],
    /// Whether the trade stands before the surname.
    pub trade_first: bool,
    /// Whether the house number stands before the street.
    pub house_first: bool,
}

pub(super) const GB_PLACES: &[&str] = &[
    "Leeds",
    "Bristol",
    "Hull",
    "Norwich",
    "Preston",
    "Swansea",
    "Dundee",
    "Exeter",
    "Derby",
    "Carlisle",
    "Newry",
    "Ipswich",
    "Bolton",
    "Perth",
    "Wrexham",
    "Luton",
    "Lincoln",
    "Poole",
    "Stirling",
    "Telford",
    "Hereford",
    "Grimsby",
    "Kettering",
    "Halifax",
];
pub(super) const IE_PLACES: &[&str] = &[
    "Cork", "Galway", "Limerick", "Sligo", "Athlone", "Tralee", "Dundalk", "Ennis",
];
pub(super) const DE_PLACES: &[&str] = &[
    "Kassel",
    "Bremen",
    "Ulm",
    "Jena",
    "Münster",
    "Rostock",
    "Göttingen",
    "Trier",
    "Bamberg",
    "Chemnitz",
    "Lübeck",
    "Siegen",
    "Passau",
    "Erfurt",
];
pub(super) const FR_PLACES: &[&str] = &[
    "Lyon", "Angers", "Limoges", "Dijon", "Brest", "Nîmes", "Rouen", "Troyes", "Pau", "Orléans",
    "Béziers", "Valence",
];
pub(super) const NL_PLACES: &[&str] = &[
    "Zwolle",
    "Breda",
    "Arnhem",
    "Groningen",
    "Leiden",
    "Venlo",
    "Delft",
    "Almere",
];
pub(super) const AT_PLACES: &[&str] = &["Graz", "Linz", "Villach", "Wels", "Steyr", "Dornbirn"];
pub(super) const BE_PLACES: &[&str] = &["Namur", "Liège", "Mons", "Tournai", "Charleroi", "Wavre"];
pub(super) const CH_GERMAN_PLACES: &[&str] =
    &["Winterthur", "Chur", "Thun", "Olten", "Aarau", "St. Gallen"];
pub(super) const CH_FRENCH_PLACES: &[&str] = &["Lausanne", "Neuchâtel", "Sion", "Yverdon", "Vevey"];
pub(super) const US_PLACES: &[&str] = &[
    "Dayton, OH",
    "Spokane, WA",
    "Duluth, MN",
    "Macon, GA",
    "Erie, PA",
    "Boise, ID",
    "Tulsa, OK",
    "Utica, NY",
];

const LTD: Form = form("Ltd", "Limited");
const GMBH: Form = form("GmbH", "Gesellschaft mbH");
const AG: Form = form("AG", "A.G.");
const SARL: Form = form("SARL", "S.A.R.L.");
const SA: Form = form("SA", "S.A.");

pub(super) const GB_FORMS: &[(u32, Form)] = &[
    (80, LTD),
    (10, form("LLP", "L.L.P.")),
    (10, form("plc", "PLC")),
];
pub(super) const IE_FORMS: &[(u32, Form)] = &[(80, LTD), (20, form("DAC", "D.A.C."))];
pub(super) const DE_FORMS: &[(u32, Form)] = &[
    (70, GMBH),
    (20, form("GmbH & Co. KG", "GmbH und Co KG")),
    (10, AG),
];
pub(super) const FR_FORMS: &[(u32, Form)] = &[(50, SARL), (40, form("SAS", "S.A.S.")), (10, SA)];
pub(super) const NL_FORMS: &[(u32, Form)] =
    &[(90, form("BV", "B.V.")), (10, form("VOF", "V.O.F."))];
pub(super) const AT_FORMS: &[(u32, Form)] =
    &[(75, form("GmbH", "Ges.m.b.H.")), (25, form("KG", "K.G."))];
pub(super) const BE_FORMS: &[(u32, Form)] = &[(80, form("SRL", "S.R.L.")), (20, SA)];
pub(super) const CH_GERMAN_FORMS: &[(u32, Form)] = &[(60, AG), (40, GMBH)];
pub(super) const CH_FRENCH_FORMS: &[(u32, Form)] = &[(70, form("Sàrl", "S.à r.l.")), (30, SA)];
pub(super) const US_FORMS: &[(u32, Form)] = &[
    (60, form("Inc", "Incorporated")),
    (40, form("LLC", "L.L.C.")),
];
