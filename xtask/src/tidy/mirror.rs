//! The longest files and functions: a mirror, not a law. Good services have short ones, and their
//! longest sit at the central verb of the business.

use super::House;

const SHOWN: usize = 10;

pub(crate) fn show(house: &House) {
    println!("\nlongest files (lines)");
    for (length, place) in longest(files(house)) {
        println!("{length:>6}  {place}");
    }
    println!("\nlongest functions (lines)");
    for (length, place) in longest(functions(house)) {
        println!("{length:>6}  {place}");
    }
}

fn files(house: &House) -> Vec<(usize, String)> {
    house.rust.iter().map(|file| (file.source.lines().count(), file.path.clone())).collect()
}

fn functions(house: &House) -> Vec<(usize, String)> {
    let mut lengths = Vec::new();
    for file in &house.rust {
        for function in &file.functions {
            let length = function.last_line - function.line + 1;
            let place = format!("{} ({}:{})", function.name, file.path, function.line);
            lengths.push((length, place));
        }
    }
    lengths
}

fn longest(mut lengths: Vec<(usize, String)>) -> Vec<(usize, String)> {
    lengths.sort_unstable_by(|left, right| right.cmp(left));
    lengths.truncate(SHOWN);
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_come_first() {
        let house = House::built_of(&[
            ("crates/iuvo-app/src/short.rs", "fn a() {}\n"),
            ("crates/iuvo-app/src/long.rs", "//! Long.\nfn b() {\n}\n"),
        ]);
        assert_eq!(longest(files(&house))[0], (3, "crates/iuvo-app/src/long.rs".to_owned()));
        let [first, second] = longest(functions(&house)).try_into().unwrap();
        assert_eq!(first, (2, "b (crates/iuvo-app/src/long.rs:2)".to_owned()));
        assert_eq!(second.0, 1);
    }
}
