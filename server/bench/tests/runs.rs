//! Every measurement runs, with small numbers: so that none rots between two looks at the budgets.

use std::process::Command;

#[test]
fn every_measurement_fills_its_lines_of_the_table() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench")).arg("--quick").output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for what in [
        "renewals/s",
        "leases taken",
        "due query",
        "idle with",
        "a click",
        "an outage",
        "posts due",
        "the counts",
        "figures of",
    ] {
        assert!(table.contains(what), "{what} is missing in\n{table}");
    }
}
