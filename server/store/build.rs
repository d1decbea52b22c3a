//! The migrations are compiled in; cargo sees a new file among them only if it is told where to look.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
