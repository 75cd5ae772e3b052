//! Somebody with a browser who has not signed in.

use reqwest::{Response, redirect::Policy};

use crate::{Town, ids};

/// A browser, which follows no redirect by itself.
pub struct Guest<'a> {
    town: &'a Town,
    browser: reqwest::Client,
}

/// What a browser is given.
pub struct WebPage {
    /// The HTTP status.
    pub status: u16,
    /// Where it is sent, if it is.
    pub leads_to: Option<String>,
    /// The policy that comes with it.
    pub policy: String,
    /// The body, if it is text.
    pub text: String,
    /// The body.
    pub bytes: Vec<u8>,
}

impl WebPage {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let header = |name: &str| {
            response.headers().get(name).map(|it| it.to_str().expect("a text").to_owned())
        };
        let (leads_to, policy) = (header("location"), header("content-security-policy"));
        let bytes = response.bytes().await.expect("a whole body").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, leads_to, policy: policy.unwrap_or_default(), text, bytes }
    }

    /// Fails unless the page has that text.
    #[track_caller]
    pub fn assert_says(&self, text: &str) {
        assert!(self.text.contains(text), "{text} is not in {} {}", self.status, self.text);
    }

    /// Fails if the page has that text.
    #[track_caller]
    pub fn assert_says_nothing_of(&self, text: &str) {
        assert!(!self.text.contains(text), "{text} is in {} {}", self.status, self.text);
    }

    /// Where the link of that text leads.
    #[track_caller]
    pub fn leads_by(&self, text: &str) -> String {
        let (before, _) = self.text.split_once(&format!("\">{text}</a>")).expect("such a link");
        before.rsplit_once("href=\"").expect("an address").1.to_owned()
    }

    /// The page without what was filled in, and what was only typed.
    pub fn veiled(&self, typed: &[&str]) -> String {
        typed.iter().fold(self.text.clone(), |text, it| text.replace(it, "…"))
    }
}

impl<'a> Guest<'a> {
    /// A browser on the pages of the town.
    pub fn of(town: &'a Town) -> Self {
        let browser = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build();
        Self { town, browser: browser.expect("an HTTP client") }
    }

    /// Opens a page, by its path or from elsewhere by its whole address.
    pub async fn opens(&self, address: &str) -> WebPage {
        let url = self.url(address);
        WebPage::of(self.browser.get(url).send().await.expect("an answer")).await
    }

    /// Sends a form.
    pub async fn sends(&self, address: &str, form: &[(&str, &str)]) -> WebPage {
        let url = self.url(address);
        WebPage::of(self.browser.post(url).form(form).send().await.expect("an answer")).await
    }

    /// Searches a debt by fiscal code and another field.
    pub async fn searches(&self, fiscal_code: &str, field: &str, code: &str) -> WebPage {
        let form = [("codice-fiscale", fiscal_code), (field, code)];
        self.sends("/comune-di-esempio", &form).await
    }

    /// Finds a debt of the town's debtor by its notice number, and says where its page is.
    pub async fn finds(&self, number: impl std::fmt::Display) -> String {
        let found = self.searches(ids::DEBTOR, "codice-avviso", &number.to_string()).await;
        assert_eq!(found.status, 303, "{}", found.text);
        found.leads_to.expect("an address")
    }

    /// Presses "Paga" on the page of a debt that costs so much.
    pub async fn pays(&self, debt: &str, cents: i64) -> WebPage {
        self.sends(&format!("{debt}/paga"), &[("importo", &cents.to_string())]).await
    }

    fn url(&self, address: &str) -> String {
        if address.starts_with('/') {
            format!("{}{address}", self.town.base_url())
        } else {
            address.to_owned()
        }
    }
}
