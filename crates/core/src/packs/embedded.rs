//! The files of law that are compiled in.

/// A file of the folder `jurisdictions`.
macro_rules! file {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../jurisdictions/", $name)),
        )
    };
}

/// The name of each file and its text; `tests::embedded` holds that none of the folder is missing.
pub(super) const FILES: &[(&str, &str)] = &[
    file!("AU-NSW.toml"),
    file!("CA-ON.toml"),
    file!("CH.toml"),
    file!("DE.toml"),
    file!("ES.toml"),
    file!("EU.toml"),
    file!("FR.toml"),
    file!("GB.toml"),
    file!("IE.toml"),
    file!("IN.toml"),
    file!("IT.toml"),
    file!("NL.toml"),
    file!("US-CA.toml"),
    file!("US-FL.toml"),
    file!("US-IL.toml"),
    file!("US-NY.toml"),
    file!("US-TX.toml"),
    file!("US.toml"),
    file!("holidays/AU-NSW.toml"),
    file!("holidays/CA-ON.toml"),
    file!("holidays/CH.toml"),
    file!("holidays/DE.toml"),
    file!("holidays/ES.toml"),
    file!("holidays/EU.toml"),
    file!("holidays/FR.toml"),
    file!("holidays/GB-ENG.toml"),
    file!("holidays/IE.toml"),
    file!("holidays/IN.toml"),
    file!("holidays/IT.toml"),
    file!("holidays/NL.toml"),
    file!("holidays/US.toml"),
    file!("rates/AU_NSW_PREJUDGMENT.toml"),
    file!("rates/CA_ON_PREJUDGMENT.toml"),
    file!("rates/DE_BASISZINS.toml"),
    file!("rates/ECB_MRO.toml"),
    file!("rates/ES_DEMORA_COMERCIAL.toml"),
    file!("rates/EU_LPD_REFERENCE.toml"),
    file!("rates/FR_LEGAL_INDIVIDUAL.toml"),
    file!("rates/FR_LEGAL_PROFESSIONAL.toml"),
    file!("rates/IE_LATE_PAYMENT.toml"),
    file!("rates/IN_RBI_BANK_RATE.toml"),
    file!("rates/IT_REFERENCE.toml"),
    file!("rates/NL_HANDELSRENTE.toml"),
    file!("rates/NL_WETTELIJKE_RENTE.toml"),
    file!("rates/UK_BASE.toml"),
    file!("rates/UK_LPCDA_REFERENCE.toml"),
    file!("rates/US_FL_JUDGMENT.toml"),
    file!("rates/US_TX_JUDGMENT.toml"),
    file!("rates/US_TX_PROMPT_PAY.toml"),
];
