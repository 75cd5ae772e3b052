//! The mail server, as a client and a person at the console use it.

use reqwest::StatusCode;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::stub::{Scene, serve};
use crate::{Access, Simulator, Url};

const LETTER: &str = "From: a@example.org\r\nTo: b@example.org\r\n\
    Subject: =?utf-8?q?Citt=C3=A0?=\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
    --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n..Prima riga\r\n<b>seconda</b>\r\n\
    --x\r\nContent-Type: text/html; name=\"a.html\"\r\n\
    Content-Disposition: attachment; filename=\"../a\\\"b.html\"\r\n\r\n\
    <script></script>\r\n--x--\r\n";

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn of(simulator: &Simulator) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let simulator = simulator.clone();
        tokio::spawn(async move { simulator.serve_mail(listener).await });
        let mut client = Self { stream: TcpStream::connect(address).await.unwrap() };
        assert!(client.hears().await.starts_with("220 "));
        client
    }

    /// What is answered next; empty when the server has hung up.
    async fn hears(&mut self) -> String {
        let mut buffer = vec![0; 1024];
        let read = self.stream.read(&mut buffer).await.unwrap_or(0);
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    }

    async fn says(&mut self, text: &str) -> String {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await.ok();
        self.hears().await
    }

    /// Each line with the code of its answer.
    async fn talks(&mut self, lines: &[(&str, &str)]) {
        for (line, code) in lines {
            let answer = self.says(line).await;
            assert!(answer.starts_with(code), "{line}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_letter_is_kept_and_shown() {
    let scene = Scene::set().await;
    let mut client = Client::of(&scene.simulator).await;
    let letter = format!("{LETTER}.");
    client
        .talks(&[
            ("EHLO prova", "250-"),
            ("MAIL FROM:<a@example.org> SIZE=1", "250"),
            ("RCPT TO:<b@example.org>", "250"),
            ("DATA", "354"),
            (&letter, "250"),
            ("QUIT", "221"),
        ])
        .await;
    let mails = scene.simulator.mails();
    let [mail] = mails.as_slice() else { panic!("one letter") };
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("a@example.org", &["b@example.org".to_owned()][..])
    );
    assert_eq!(mail.subject, "Città");
    assert!(
        mail.text.starts_with(".Prima riga\n<b>") || mail.text.starts_with(".Prima riga\r\n<b>"),
        "{}",
        mail.text
    );
    let base = serve(scene.simulator.router(Access::Open)).await;
    let (status, page) = get(&base, "mailbox/1", "text/html").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("&#60;b&#62;seconda") && page.contains("Città"), "{page}");
    let (_, json) = get(&base, "mailbox", "application/json").await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"][0]["subject"], "Città");
    let path = json["items"][0]["attachments"][0]["path"].as_str().unwrap();
    let file = reqwest::get(base.join(path).unwrap()).await.unwrap();
    // Somebody else's page is never shown as one of ours.
    assert_eq!(file.headers()["content-type"], "application/octet-stream");
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"..ab.html\"");
    assert_eq!(file.text().await.unwrap().trim(), "<script></script>");
    for path in ["mailbox/2", "mailbox/1/allegati/0", "mailbox/1/allegati/2"] {
        assert_eq!(get(&base, path, "text/html").await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(get(&base, "mailbox", "text/html").await.1.contains("1 allegato"));
}

async fn get(base: &Url, path: &str, accept: &str) -> (StatusCode, String) {
    let request = reqwest::Client::new().get(base.join(path).unwrap()).header("accept", accept);
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test]
async fn recipients_refuse_as_real_ones_do() {
    let scene = Scene::set().await;
    let mut client = Client::of(&scene.simulator).await;
    client
        .talks(&[
            ("HELO prova", "250"),
            ("RCPT TO:<b@example.org>", "503"),
            ("DATA", "503"),
            ("MAIL FROM:<a@example.org>", "250"),
            ("RCPT TO:<rifiutata@example.org>", "550"),
            ("RCPT TO:<nessuno>", "550"),
            ("RCPT TO:<occupata@example.org>", "451"),
            ("RCPT TO:<occupata@example.org>", "250"),
            ("RSET", "250"),
            ("DATA", "503"),
            ("VRFY b", "502"),
            ("NOOP", "250"),
        ])
        .await;
    assert!(scene.simulator.mails().is_empty());
}

#[tokio::test]
async fn nothing_grows_without_bounds() {
    let scene = Scene::set().await;
    let mut client = Client::of(&scene.simulator).await;
    // A line without end breaks the session off.
    assert_eq!(client.says(&"a".repeat(5_000)).await, "");
    let mut client = Client::of(&scene.simulator).await;
    for _ in 0..201 {
        client
            .talks(&[
                ("MAIL FROM:<a@example.org>", "250"),
                ("RCPT TO:<b@example.org>", "250"),
                ("DATA", "354"),
                ("Subject: x\r\n\r\ny\r\n.", "250"),
            ])
            .await;
    }
    let mails = scene.simulator.mails();
    assert_eq!((mails.len(), mails[0].id), (200, 2));
}
