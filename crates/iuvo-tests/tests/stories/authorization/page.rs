//! `docs/authorization.md`, for whoever must judge who may do what without reading code.

use std::fmt::Write;

use iuvo_domain::{
    access::{Action, Role},
    directory::ApiClient,
};

use super::{Row, keys, node, operators, pages};

const BEGINNING: &str = "\
# Authorization

Who is answered what, by every endpoint the program serves.
This page is what the running server answered when it was called, on SQLite and on PostgreSQL; a test compares it, and `IUVO_GENERATE=1 cargo xtask test authorization` writes it anew.
The list of endpoints is the router's own: one that is missing here fails the test by name.

A call that is refused leaves what it is about as it was.
Who does not act for a body is answered the same, byte for byte, whether the thing asked for exists or not; carts, which anybody may pay, are the exception.
";

const KEYS: &str = "
## Endpoints for software

Under `the body's` a position of the body is meant, or the body itself where the path names no position.
";

const CODES: &str = "
A call over all positions, a list or a change of account, is answered 200 and touches only what the key reaches: nothing, for a key limited to other segregation codes or of the other environment.
A key limited to some segregation codes is told 403 of a position of its body under another code, as by GPD, whose contract this is; our own API tells it 404, as of a notice that does not exist.
A cart may hold notices of any body served in the environment of the key, as at pagoPA, where whoever knows a notice may ask for its payment: it is forwarded (302), which changes nothing of the notice.
";

const NODE: &str = "
## Endpoints for the Node

Each environment has its own guard: addresses, and the client certificate, here checked by a proxy.
In this table *collaudo* is guarded and the default, and *produzione* is closed; each caller asks `paVerifyPaymentNotice` of a notice of the body, or its payment options, and every operation passes the same guard.
";

const PEOPLE: &str = "
## Pages for citizens

Nobody is asked who they are: a debt is shown to whoever knows two facts of it, and a link to it opens for an hour.
Here forms are sent empty (422) and links are made up (303, back to the search).
";

const OPERATORS: &str = "
## Pages of the back office

Whoever has not signed in is led to do so (303); what a role does not allow is told (403); a body in which somebody has nothing to do is not found (404), as if there were none.
Each page is opened in the body of the operators' roles, in its other environment, and in another body of the same broker; forms are sent empty, and what is not good in them is told (422).
";

const ROLES: &str = "
## Roles

What each role allows, where it was granted: for a broker (and the bodies its stations serve), for a body in one environment, or for some of its services.
A key allows what its column says, on every position it reaches.

";

/// Writes the page.
pub(super) fn write(keys: &[Row], node: &[Row], people: &[Row], operators: &[Row]) -> String {
    let mut page = BEGINNING.to_owned();
    roles(&mut page);
    page.push_str(KEYS);
    let callers: Vec<_> = keys::CALLERS.iter().map(|it| (it.name, it.is)).collect();
    table(&mut page, &callers, keys);
    page.push_str(CODES);
    page.push_str(NODE);
    let callers: Vec<_> = node::CALLERS.iter().map(|it| (it.name, it.is)).collect();
    table(&mut page, &callers, node);
    page.push_str(PEOPLE);
    let visitors: Vec<_> = pages::VISITORS.iter().map(|it| (it.name, it.is)).collect();
    table(&mut page, &visitors, people);
    page.push_str(OPERATORS);
    let callers: Vec<_> = operators::CALLERS.iter().map(|it| (it.name, it.is)).collect();
    table(&mut page, &callers, operators);
    page
}

fn roles(page: &mut String) {
    page.push_str(ROLES);
    let names: Vec<&str> = Role::ALL.iter().map(|it| it.code()).collect();
    writeln!(page, "| action | key | {} |", names.join(" | ")).unwrap();
    writeln!(page, "|---|---|{}", "---|".repeat(names.len())).unwrap();
    let mark = |allowed| if allowed { "yes" } else { "–" };
    for action in Action::ALL {
        let roles: Vec<&str> = Role::ALL.iter().map(|it| mark(it.allows(*action))).collect();
        let key = mark(ApiClient::allows(*action));
        writeln!(page, "| `{}` | {key} | {} |", action.code(), roles.join(" | ")).unwrap();
    }
}

fn table(page: &mut String, callers: &[(&str, &str)], rows: &[Row]) {
    page.push('\n');
    for (name, is) in callers {
        writeln!(page, "- `{name}`: {is}").unwrap();
    }
    let names: Vec<&str> = callers.iter().map(|it| it.0).collect();
    writeln!(page, "\n| endpoint | about | {} |", names.join(" | ")).unwrap();
    writeln!(page, "|---|---|{}", "---|".repeat(names.len())).unwrap();
    for Row { endpoint, target, answers } in rows {
        let answers = answers.join(" | ");
        writeln!(page, "| `{} {}` | {target} | {answers} |", endpoint.method, endpoint.path)
            .unwrap();
    }
}
