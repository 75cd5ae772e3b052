//! Logos: what is accepted is seen on the page, what is damaged is refused before.

use pagopa_notice::lint::examine;
use pagopa_notice::{ImageError, Logo};

use crate::programs::output;
use crate::samples::{TODAY, bare_press, block, press, whole};

/// A page of ours as a JPEG, made by poppler.
fn jpeg(kind: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let pdf = press().print_notice(&whole(), TODAY).unwrap();
    std::fs::write(folder.join("notice.pdf"), pdf).unwrap();
    output("pdftoppm", &["-r", "20", kind, "-singlefile", "notice.pdf", "page"], folder);
    std::fs::read(folder.join("page.jpg")).unwrap()
}

#[test]
fn a_jpeg_is_embedded_as_it_is() {
    let bytes = jpeg("-jpeg");
    let mut notice = whole();
    notice.creditor.logo = Some(Logo::read(&bytes).unwrap());
    let pdf = bare_press().print_notice(&notice, TODAY).unwrap();
    assert!(examine(&pdf).is_empty());
    assert!(pdf.windows(bytes.len()).any(|window| window == bytes));
}

#[test]
fn a_jpeg_in_colors_of_print_is_refused() {
    assert_eq!(Logo::read(&jpeg("-jpegcmyk")).unwrap_err(), ImageError::FourColors);
}

#[test]
fn a_jpeg_that_is_cut_short_is_refused() {
    let bytes = jpeg("-jpeg");
    for length in (2..bytes.len() - 64).step_by(37) {
        let cut = Logo::read(&bytes[..length]);
        assert!(
            matches!(cut, Err(ImageError::Damaged { format: "JPEG" })),
            "{length} of {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn a_png_that_is_cut_short_is_refused() {
    let bytes = block(40, 40);
    // The last chunk says only that the file ends.
    for length in 0..bytes.len() - 24 {
        assert!(Logo::read(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
    }
}

#[test]
fn an_image_larger_than_any_logo_is_refused() {
    assert_eq!(
        Logo::read(&block(2001, 1)).unwrap_err().to_string(),
        "l'immagine è di 2001×1 punti: il massimo è 2000×2000"
    );
}
