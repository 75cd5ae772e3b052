//! That the bench works, on both engines; its figures mean nothing here.

use std::{path::Path, process::Command};

use serde_json::Value;

/// The throwaway server of `cargo xtask test`.
const POSTGRES_URL: &str = "IUVO_TEST_POSTGRES_URL";

#[test]
fn every_figure_is_measured_and_what_was_answered_is_stored() {
    let bench = Path::new(env!("CARGO_BIN_EXE_iuvo-bench"));
    let program = bench.with_file_name("iuvo");
    assert!(program.exists(), "run `cargo xtask test`, which builds the program");
    #[expect(clippy::disallowed_methods, reason = "how xtask says where the server is")]
    let url = std::env::var(POSTGRES_URL).expect("run `cargo xtask test`, which sets it");
    let output = Command::new(bench)
        .args(["--quick", "--json", "--postgres-url", &url])
        .arg("--program")
        .arg(program)
        .output()
        .expect("the bench starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let comparisons = report["comparisons"].as_array().expect("comparisons");
    assert_eq!(comparisons.len(), 4, "{report}");
    for comparison in comparisons {
        for who in ["limit", "product"] {
            // A busy machine may answer nothing in so short a time, but it does answer.
            let answered = comparison[who][0]["answered"].as_u64().expect("a figure");
            assert!(answered > 0, "{comparison}");
        }
    }
    let footprints = report["footprints"].as_array().expect("footprints");
    assert!(footprints.iter().all(|it| it["loaded"].as_u64() > Some(0)), "{report}");
}
