//! What a PDF says to a program that is not ours.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// The words of a document, as pdftotext reads them: one space between two.
pub fn pdf_words(pdf: &[u8]) -> String {
    let command = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut reader = command.expect("`cargo xtask setup` installs pdftotext");
    reader.stdin.take().expect("a pipe").write_all(pdf).expect("it reads");
    let output = reader.wait_with_output().expect("it ends");
    assert!(output.status.success(), "it is no PDF");
    let text = String::from_utf8(output.stdout).expect("a text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
