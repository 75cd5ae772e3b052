//! Dialects, bounds, and files that are no lists.

use proptest::prelude::*;

use super::*;
use crate::BodyRow;

type Rows = Vec<(u64, Result<BodyRow, Vec<Defect>>)>;

fn rows(file: &[u8]) -> Result<Rows, Unreadable> {
    let mut rows = Vec::new();
    read(file, |line, row| rows.push((line, row)))?;
    Ok(rows)
}

/// The names read, and the defects, each with its line.
fn shown(file: &[u8]) -> Vec<String> {
    let rows = rows(file).unwrap();
    rows.into_iter()
        .flat_map(|(line, row)| match row {
            Ok(row) => vec![format!("{line} {}", row.name)],
            Err(defects) => defects.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

#[test]
fn the_dialects_of_the_same_list_say_the_same() {
    let expected = ["2 Comune di Forlì", "3 Unione; e, altri"];
    for file in [
        "taxCode;companyName\n99000000010;Comune di Forlì\n99000000028;\"Unione; e, altri\"\n",
        "\u{feff}taxCode;companyName\r\n99000000010;Comune di Forlì\r\n99000000028;\"Unione; e, altri\"",
        "taxCode,companyName\n99000000010,Comune di Forlì\n99000000028,\"Unione; e, altri\"\n",
        "Company Name;x;TAX_CODE\nComune di Forlì;;99000000010\n\"Unione; e, altri\";;99000000028",
    ] {
        assert_eq!(shown(file.as_bytes()), expected, "{file}");
    }
}

#[test]
fn windows_1252_is_refused_where_it_shows() {
    let found = shown(b"taxCode;companyName\n99000000010;Forl\xec\n99000000028;Unione\n");
    assert!(found[0].starts_with("riga 2, companyName: non è in UTF-8"), "{found:?}");
    assert_eq!(found[1], "3 Unione");
    assert!(matches!(rows(b"taxCode;citt\xe0\n"), Err(Unreadable::NotUtf8)));
    let utf_16 = b"\xff\xfet\0a\0x\0C\0o\0d\0e\0;\0";
    assert!(matches!(rows(utf_16), Err(Unreadable::NotUtf8)));
}

#[test]
fn a_row_of_another_width_is_named_and_the_next_is_read() {
    let found = shown(b"taxCode;companyName\n99000000010;Ente;di tutti\n\n99000000028;Unione\n");
    assert_eq!(
        found,
        ["riga 2, riga: ha 3 campi invece di 2: forse un testo contiene il separatore", "4 Unione"]
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let rows =
        ["taxCode;companyName", "", "99000000010;\"Ente", "di tutti\"", "", "99000000028;Unione"];
    for end in ["\n", "\r\n"] {
        let found = shown(rows.join(end).as_bytes());
        assert_eq!(found, ["riga 3, companyName: contiene caratteri di controllo", "6 Unione"]);
    }
}

#[test]
fn what_is_no_list_is_refused_as_a_whole() {
    assert!(matches!(rows(b""), Err(Unreadable::Empty)));
    let missing = rows(b"taxCode;name\n").unwrap_err();
    assert_eq!(missing.to_string(), "manca la colonna companyName");
    let open = [b"taxCode;companyName\n99000000010;Ente\n\"".to_vec(), vec![b'x'; 200_000]];
    let endless = rows(&open.concat()).unwrap_err();
    assert!(matches!(endless, Unreadable::RowTooLong(3)), "{endless:?}");
}

#[test]
fn a_file_cut_within_a_quoted_text_is_refused_with_its_line() {
    for file in ["taxCode;companyName\n1;a\n\n2;\"b\n3;c\n", "taxCode;companyName\n1;a\n\n2;\"b"] {
        let refused = rows(file.as_bytes()).unwrap_err();
        assert!(matches!(refused, Unreadable::NeverClosed(4)), "{refused:?}");
    }
    for file in ["taxCode;companyName\n1;\"a\n\"", "taxCode;companyName\n1;\"a\n\"\n\n"] {
        assert_eq!(rows(file.as_bytes()).unwrap().len(), 1, "{file}");
    }
}

/// A file that never ends.
#[test]
fn rows_without_end_are_refused() {
    struct Rows(&'static [u8]);
    impl Read for Rows {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.read(into).and_then(|count| match count {
                0 => {
                    self.0 = b"99000000010;E\n";
                    self.0.read(into)
                }
                count => Ok(count),
            })
        }
    }
    let refused = read::<BodyRow>(Rows(b"taxCode;companyName\n"), |_, _| ()).unwrap_err();
    assert!(matches!(refused, Unreadable::TooManyRows(_)), "{refused:?}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let file = [b"taxCode;companyName\n".as_slice(), &bytes].concat();
        drop(rows(&file));
        drop(rows(&bytes));
    }
}
