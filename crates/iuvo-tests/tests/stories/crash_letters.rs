//! The real program killed while it promises and sends a letter with a receipt: before it is
//! promised, between that and the mail server, between what the server says and the end. What was
//! promised arrives; what arrives twice is the same message.

use std::collections::BTreeSet;

use iuvo_tests::{Database, Deathwalk, Engine, Guest, Program, Town, eventually};

/// Somebody who has paid, and where they want the receipt.
struct Payer {
    page: String,
    cart: String,
    address: String,
}

/// Where a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    promised: i64,
    ended: i64,
    arrived: usize,
}

/// A town, its mail server, and a database that the program serves.
struct Stage(Town);

impl Stage {
    async fn on(engine: Engine) -> Self {
        Self(Town::on_database(Database::create(engine).await).await)
    }

    async fn program(&self) -> Program {
        Program::start_mailing_by(self.0.database(), self.0.post()).await
    }

    async fn payer(&self, turn: usize) -> Payer {
        let guest = Guest::of(&self.0);
        let debt = self.0.position("TARI 2026").single(12_000).publish().await;
        let page = guest.finds(debt.notice()).await;
        let checkout = guest.pays(&page, 12_000).await.leads_to.expect("Checkout");
        let form = [("email", ""), ("metodo", "carta"), ("azione", "paga")];
        let back = guest.sends(&checkout, &form).await.leads_to.expect("a way back");
        let page = guest.opens(&back).await.leads_to.expect("a page that waits");
        let cart =
            format!("(select cart_id from cart_notice where notice_number = '{}')", debt.notice());
        Payer { page, cart, address: format!("{turn}@example.org") }
    }

    /// Fails unless a letter that came more than once was the same.
    async fn known_of(&self, payer: &Payer) -> Known {
        let rows = self.0.rows();
        let mails = format!("from receipt_mail where cart_id = {}", payer.cart);
        let letters = self.0.post().letters();
        let letters = letters.iter().filter(|it| it.to == [payer.address.as_str()]);
        let same: BTreeSet<_> = letters.clone().map(|it| &it.message_id).collect();
        Known {
            promised: rows.number(&format!("select count(*) {mails}")).await,
            ended: rows.number(&format!("select count(ended_at) {mails}")).await,
            arrived: same.len(),
        }
    }

    async fn has_left(&self, payer: &Payer) -> bool {
        let known = self.known_of(payer).await;
        known.promised > 0 && known.ended == known.promised
    }

    /// What the dead had begun may be begun again.
    async fn leases_end(&self) {
        let ends = "update job set leased_until = 0, due_at = 0 where kind = 'receipts_by_mail'";
        self.0.rows().damage(ends).await;
    }

    /// Asks again, unless it was told that the letter is on its way, and gets it.
    async fn goes_on(&self, payer: &Payer, is_told: bool) {
        let before = self.known_of(payer).await;
        assert!(!is_told || before.promised > 0, "a promise is lost");
        self.leases_end().await;
        let program = self.program().await;
        if !is_told {
            assert_eq!(payer.ask(&program).await, Some(303));
        }
        eventually("the letter has left", async || self.has_left(payer).await).await;
        let known = self.known_of(payer).await;
        // Asked for again after it had left, it is another one.
        let letters = if is_told { before.promised } else { known.promised };
        let arrived = usize::try_from(letters).expect("a few");
        assert_eq!(known, Known { promised: letters, ended: letters, arrived });
        assert!(known.promised <= before.promised + 1);
        program.kill().await;
    }
}

impl Payer {
    async fn ask(&self, program: &Program) -> Option<u16> {
        program.send(&format!("{}/e-mail", self.page), &[("email", &self.address)]).await
    }
}

/// How often it died, by where that left the letter.
#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    unpromised: usize,
    unsent: usize,
    /// And it does not know.
    sent: usize,
}

/// Dies at every third point of a walk, and goes on until it died as often as a letter takes.
#[expect(clippy::print_stdout, reason = "how many points there were")]
async fn loses_no_letter_at(engine: Engine, calls: &'static str) {
    let stage = Stage::on(engine).await;
    let (mut walk, mut deaths) = (Deathwalk::along(calls, 3), Deaths::default());
    let is_enough = |it: Deaths| it.unpromised > 0 && it.sent > 0;
    while !(walk.is_whole() && is_enough(deaths)) {
        let payer = stage.payer(walk.turns()).await;
        let program = stage.program().await;
        let (calls, nth) = walk.point();
        program.die_at(calls, nth).await;
        let is_told = payer.ask(&program).await == Some(303);
        let is_over = async || program.is_dead().await || stage.has_left(&payer).await;
        eventually("it dies, or the letter has left", is_over).await;
        program.kill().await;
        stage.0.rows().settled().await;
        let known = stage.known_of(&payer).await;
        // What it does afterwards has nothing to do with the letter.
        let died = known.promised == 0 || known.ended == 0;
        match known {
            Known { promised: 0, .. } => deaths.unpromised += 1,
            Known { ended: 0, arrived: 0, .. } => deaths.unsent += 1,
            Known { ended: 0, .. } => deaths.sent += 1,
            Known { .. } => (),
        }
        stage.goes_on(&payer, is_told).await;
        walk.step(died);
    }
    println!("{engine:?}, {calls}: {deaths:?}, {} turns", walk.turns());
    let told = "select count(*) from event where kind = 36";
    let ended = stage.0.rows().number("select count(*) from receipt_mail").await;
    assert_eq!(stage.0.rows().number(told).await, ended);
}

/// Before and between the pages of the promise, of the work on it, and of its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_of_a_letter_to_its_disk_it_loses_none() {
    loses_no_letter_at(Engine::Sqlite, "pwrite64").await;
}

/// Before each statement, and before each word to the mail server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_speaks_of_a_letter_to_postgres_it_loses_none() {
    loses_no_letter_at(Engine::Postgres, "sendto").await;
}
