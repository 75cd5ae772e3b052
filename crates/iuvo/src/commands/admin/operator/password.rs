//! Giving somebody a password: typed twice unseen, or read from the standard input; never an
//! argument, which everybody on the machine could read.

use std::io::{self, BufRead, IsTerminal};

use iuvo_app::{
    App,
    sign_in::{SetPasswordError, set_password},
};
use iuvo_domain::access::{LONGEST_PASSWORD, Password, PasswordRefusal, SHORTEST_PASSWORD};

use super::{author, find};
use crate::{failure::Failure, terminal::say};

pub(super) async fn set(app: &App, email: &str) -> Result<(), Failure> {
    let operator = find(app, email).await?;
    let text =
        tokio::task::spawn_blocking(ask).await.map_err(Failure::while_doing(UNREADABLE))??;
    let password = Password::new(&text, email).map_err(|it| Failure::refused(reason(it)))?;
    set_password(app, &author(), &operator, password).await.map_err(|error| match error {
        SetPasswordError::Busy => Failure::refused("Il sistema non riesce a proteggerla."),
        SetPasswordError::Store(error) => {
            Failure::while_doing("La modifica non è riuscita")(error)
        }
    })?;
    say(&format!("{email} ha una nuova password: le sue sessioni sono finite."));
    Ok(())
}

const UNREADABLE: &str = "La password non si legge";

fn ask() -> Result<String, Failure> {
    let unreadable = Failure::while_doing(UNREADABLE);
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let typed = rpassword::prompt_password("Password: ").map_err(unreadable)?;
    let again =
        rpassword::prompt_password("Di nuovo: ").map_err(Failure::while_doing(UNREADABLE))?;
    if typed == again {
        Ok(typed)
    } else {
        Err(Failure::refused("Le due password non coincidono."))
    }
}

fn reason(refusal: PasswordRefusal) -> String {
    match refusal {
        PasswordRefusal::TooShort => format!("Servono almeno {SHORTEST_PASSWORD} caratteri."),
        PasswordRefusal::TooLong => format!("Sono ammessi al più {LONGEST_PASSWORD} caratteri."),
        PasswordRefusal::Common => "Questa password è tra le più usate: scegline un'altra.".into(),
        PasswordRefusal::Address => "La password non può contenere l'indirizzo.".into(),
    }
}
