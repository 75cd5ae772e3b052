//! The real program killed while it sends somebody to Checkout: between writing the cart and
//! forwarding it, between forwarding it and remembering where it leads, and at every call of the
//! system on the way. The payer presses again, is led to Checkout, and pays once.

use iuvo_tests::{
    Created, Database, Deathwalk, Engine, Guest, Mood, Program, Town, eventually, ids,
};
use serde_json::{Value, json};

/// A town, its Checkout, and a database that the program serves.
struct Stage {
    town: Town,
}

/// What the archive and Checkout know of the carts of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    written: i64,
    remembered: i64,
    received: usize,
}

impl Stage {
    async fn on(engine: Engine) -> Self {
        Self { town: Town::on_database(Database::create(engine).await).await }
    }

    async fn program(&self) -> Program {
        let program = Program::start_paying_at(self.town.database(), self.town.checkout()).await;
        self.town.let_answer_the_node(program.base_url());
        program
    }

    async fn debt(&self) -> Created {
        self.town.position("TARI 2026").single(12_000).publish().await
    }

    async fn known_of(&self, debt: &Created) -> Known {
        let rows = self.town.rows();
        let carts = format!(
            "from cart c join cart_notice n on n.workspace_id = c.workspace_id and n.cart_id = c.id
             where n.notice_number = '{}'",
            debt.notice()
        );
        Known {
            written: rows.number(&format!("select count(*) {carts}")).await,
            remembered: rows.number(&format!("select count(checkout_url) {carts}")).await,
            received: self.town.checkout().received(),
        }
    }

    /// No cart is there in part, and each is told once.
    async fn audit(&self) {
        let rows = self.town.rows();
        let carts = rows.count("cart").await;
        assert_eq!(rows.count("cart_notice").await, carts);
        let told = "select count(*) from event where kind = 30";
        assert_eq!(rows.number(told).await, carts);
        let lost = "select count(*) from cart c where not exists (
            select 1 from cart_notice n join cart_slot s on s.workspace_id = n.workspace_id
            where n.workspace_id = c.workspace_id and n.cart_id = c.id)";
        assert_eq!(rows.number(lost).await, 0);
    }

    /// Presses again after the restart, and pays; nothing has been doubled.
    async fn goes_on_and_pays(&self, debt: &Created) {
        let program = self.program().await;
        self.audit().await;
        let page = program.cart(&cart(debt)).await.expect("it leads to Checkout");
        assert!(page.starts_with(self.town.checkout().base_url()), "{page}");
        self.audit().await;
        let form = [("email", ""), ("metodo", "carta"), ("azione", "paga")];
        let back = Guest::of(&self.town).sends(&page, &form).await;
        assert_eq!(back.leads_to.as_deref(), Some("https://www.comune.example/ok"));
        let paid = format!(
            "select count(*) from receipt r join installment i
             on i.workspace_id = r.workspace_id and i.receipt_id = r.receipt_id
             where r.notice_number = '{}'",
            debt.notice()
        );
        assert_eq!(self.town.rows().number(&paid).await, 1);
        assert_eq!(self.town.rows().count("review_case").await, 0);
        program.kill().await;
    }

    /// Dies while Checkout is as that; what is known afterwards.
    async fn dies_while(&self, mood: Mood, debt: &Created) -> Known {
        let before = self.town.checkout().received();
        self.town.checkout().set(mood);
        let program = self.program().await;
        let cart = cart(debt);
        let dies = async {
            let arrived = async || self.town.checkout().received() > before;
            eventually("Checkout has received the cart", arrived).await;
            program.kill().await;
        };
        let (answer, ()) = tokio::join!(program.cart(&cart), dies);
        assert_eq!(answer, None, "{mood:?}");
        self.town.checkout().set(Mood::Works);
        self.known_of(debt).await
    }
}

fn cart(debt: &Created) -> Value {
    let url = |it: &str| format!("https://www.comune.example/{it}");
    json!({
        "paymentNotices": [{
            "noticeNumber": debt.notice().to_string(), "fiscalCode": ids::TOWN, "amount": 12_000,
            "companyName": "Comune di Esempio", "description": "TARI 2026",
        }],
        "returnUrls": {
            "returnOkUrl": url("ok"), "returnCancelUrl": url("annullato"),
            "returnErrorUrl": url("errore"), "returnWaitingUrl": url("attesa"),
        },
    })
}

async fn a_payer_goes_on_after_either_point(engine: Engine) {
    let stage = Stage::on(engine).await;
    for (received, mood) in (1..).step_by(2).zip([Mood::Hangs, Mood::TakesInSilence]) {
        let debt = stage.debt().await;
        let known = stage.dies_while(mood, &debt).await;
        // Written, on its way, and nobody knows where it leads.
        assert_eq!(known, Known { written: 1, remembered: 0, received }, "{mood:?}");
        stage.goes_on_and_pays(&debt).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_forwards_a_cart_it_lets_the_payer_go_on_on_sqlite() {
    a_payer_goes_on_after_either_point(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_forwards_a_cart_it_lets_the_payer_go_on_on_postgres() {
    a_payer_goes_on_after_either_point(Engine::Postgres).await;
}

/// How often it died, by what was known of the cart then.
#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    before_writing: usize,
    before_forwarding: usize,
    before_remembering: usize,
    after_remembering: usize,
}

/// Dies at every point of a walk, and goes on until it died as often as a cart takes.
#[expect(clippy::print_stdout, reason = "how many points there were")]
async fn goes_on_after_dying_at(
    engine: Engine,
    calls: &'static str,
    is_enough: fn(Deaths) -> bool,
) {
    let stage = Stage::on(engine).await;
    let (mut walk, mut deaths) = (Deathwalk::along(calls, 1), Deaths::default());
    while !(walk.is_whole() && is_enough(deaths)) {
        let debt = stage.debt().await;
        let before = stage.town.checkout().received();
        let program = stage.program().await;
        let (calls, nth) = walk.point();
        program.die_at(calls, nth).await;
        program.cart(&cart(&debt)).await;
        let died = program.has_died().await;
        if !died {
            program.kill().await;
        }
        stage.town.rows().settled().await;
        match stage.known_of(&debt).await {
            _ if !died => (),
            Known { written: 0, .. } => deaths.before_writing += 1,
            Known { remembered: 1.., .. } => deaths.after_remembering += 1,
            Known { received, .. } if received == before => deaths.before_forwarding += 1,
            Known { .. } => deaths.before_remembering += 1,
        }
        stage.goes_on_and_pays(&debt).await;
        walk.step(died);
    }
    println!("{engine:?}, {calls}: {deaths:?}, {} turns", walk.turns());
}

/// Before and between the pages of the cart and of its address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_a_cart_to_its_disk_it_lets_the_payer_go_on() {
    let is_enough = |it: Deaths| it.before_writing > 0 && it.before_remembering > 0;
    goes_on_after_dying_at(Engine::Sqlite, "pwrite64", is_enough).await;
}

/// Before each statement, COMMIT among them, and before the cart leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_a_cart_to_postgres_it_lets_the_payer_go_on() {
    let is_enough = |it: Deaths| it.before_writing > 0 && it.before_remembering > 0;
    goes_on_after_dying_at(Engine::Postgres, "sendto", is_enough).await;
}
