//! Rebuilds the crate when an asset or a text is added, which the embedding macro cannot see.

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=templates");
}
