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

/// What the QR codes of a document's pages say, as zbar reads them at 150 dpi.
pub fn pdf_qr_codes(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the pages");
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, pdf).expect("it is written");
    let run = |command: &mut Command| {
        let output = command.current_dir(folder.path()).output();
        let output = output.expect("`cargo xtask setup` installs pdftoppm and zbarimg");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a text")
    };
    run(Command::new("pdftoppm").args(["-r", "150", "-png"]).arg(&path).arg("page"));
    let entries = std::fs::read_dir(folder.path()).expect("the pages");
    let mut pages: Vec<_> = entries.map(|it| it.expect("a page").path()).collect();
    pages.retain(|it| it.extension().is_some_and(|it| it == "png"));
    pages.sort();
    let read = ["--raw", "-q", "-Sdisable", "-Sqrcode.enable"];
    run(Command::new("zbarimg").args(read).args(pages)).lines().map(str::to_owned).collect()
}
