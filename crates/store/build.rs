//! Rebuilds the crate when a migration is added: the list of them is read when it is compiled.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
