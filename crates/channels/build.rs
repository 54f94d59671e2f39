//! Rebuilds the crate when a template is added, which the embedding macro cannot see.

fn main() {
    println!("cargo::rerun-if-changed=../../templates");
}
