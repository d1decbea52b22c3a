//! The world `planning`, a small one.

use simulation::planning;

#[test]
fn nothing_expires_unused_while_its_network_is_up() {
    let planned = planning::run(1, 2_000, 30);
    assert!(planned.renewals > 0);
    assert_eq!(planned.expired, 0, "{planned}\n{:#?}", planned.networks);
}
