//! The reference page, made from the declarations.

use super::keys::{KEYS, Key, Shape};

/// A configuration as a body that serves both environments would write it; a test reads it.
pub(crate) const EXAMPLE: &str = r#"database_url = "sqlite:/var/lib/iuvo/iuvo.db"
listen = "0.0.0.0:443"
public_url = "https://pagamenti.comune.example"
master_key_file = "/etc/iuvo/master.key"

[tls]
certificate = "/etc/iuvo/server.pem"
key = "/etc/iuvo/server.key"

[node.collaudo]
enabled = true
addresses = ["20.56.27.220/32"]
client_certificates = ["/etc/iuvo/forwarder.uat.pem"]

[node.produzione]
enabled = true
addresses = ["20.86.139.154/32", "20.86.139.86/32"]
client_certificates = ["/etc/iuvo/forwarder.platform.pem"]

[log]
format = "json"
"#;

const PREFACE: &str = "\
# Configurazione

Pagina scritta da `iuvo config reference` a partire dalle dichiarazioni di \
`crates/iuvo/src/config/keys.rs`.

Un valore si può dare sulla riga di comando, nell'ambiente o in un file TOML; \
vale il primo in quest'ordine, poi il valore predefinito.
Il file si nomina con `--config` o `IUVO_CONFIG`; \
altrimenti si legge `iuvo.toml` della cartella corrente, se c'è.
I percorsi dei file partono dalla cartella corrente.
Fuori dal file gli elenchi si separano con virgole.
`iuvo config check` mostra la configurazione che ne risulta, con i segreti coperti, \
e dice tutti gli errori insieme.
";

/// The page.
pub(crate) fn page() -> String {
    let keys: String = KEYS.iter().map(section).collect();
    format!("{PREFACE}\n## Esempio\n\n```toml\n{EXAMPLE}```\n{keys}")
}

fn section(key: &Key) -> String {
    let shape = match key.shape {
        Shape::Text => "testo",
        Shape::Secret => "testo, segreto",
        Shape::List => "elenco di testi",
        Shape::Switch => "`true` o `false`",
    };
    let default =
        key.default.map_or_else(|| "nessuno".to_owned(), |default| format!("`{default}`"));
    format!(
        "\n## `{}`\n\n{}\n\n- opzione: `--{}`\n- variabile: `{}`\n- valore: {shape}\n\
         - predefinito: {default}\n",
        key.name,
        key.help.trim(),
        key.option(),
        key.variable(),
    )
}

#[cfg(test)]
mod tests {
    use super::{super::given::Values, *};

    #[test]
    fn the_committed_page_is_the_one_made_from_the_declarations() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == page(), "run `iuvo config reference > docs/configuration.md`");
    }

    #[test]
    fn the_example_has_no_unknown_key() {
        let mut values = Values::default();
        values.add_file(EXAMPLE);
        assert_eq!(values.defects, []);
        assert_eq!(values.by_key.len(), 13);
    }
}
