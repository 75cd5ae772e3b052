//! Who may call what: every endpoint the router serves, called by every kind of caller, about what
//! is theirs, what is somebody else's and what does not exist.
//!
//! The answers are `docs/authorization.md`, which is compared with what the server really does;
//! `IUVO_GENERATE=1` writes it anew. An endpoint that nobody has said how to call fails by name.

mod calls;
mod keys;
mod node;
mod operators;
mod page;
mod pages;

use std::path::Path;

use iuvo_tests::{Engine, stories};
use iuvo_web::{Endpoint, endpoints};

/// What one kind of caller is answered, for each kind of target.
struct Row {
    endpoint: Endpoint,
    target: String,
    answers: Vec<String>,
}

fn is_for_the_node(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/node/")
}

stories! {
    async fn every_endpoint_answers_every_caller_as_the_matrix_says(town: Town) {
        let (for_node, others): (Vec<_>, Vec<_>) =
            endpoints().into_iter().partition(is_for_the_node);
        let (for_operators, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(operators::is_desk);
        let (for_people, for_keys): (Vec<_>, Vec<_>) =
            others.into_iter().partition(pages::is_page);
        let keys = keys::matrix(&town, for_keys).await;
        let node = node::matrix(&town, for_node).await;
        let people = pages::matrix(&town, for_people).await;
        let operators = operators::matrix(&town, for_operators).await;
        let made = page::write(&keys, &node, &people, &operators);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/authorization.md");
        let generate = std::env::var_os("IUVO_GENERATE").is_some();
        if generate && town.engine() == Engine::Sqlite {
            std::fs::write(&path, &made).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        let differs = made.lines().find(|it| !written.lines().any(|line| line == *it));
        assert!(
            generate || made == written,
            "IUVO_GENERATE=1 cargo xtask test authorization writes the page; first: {differs:?}"
        );
    }
}
