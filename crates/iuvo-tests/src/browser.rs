//! Somebody with a browser: it keeps what it is given, follows nothing, and sends forms as browsers
//! do.

use std::sync::{Mutex, PoisonError};

use iuvo_app::{
    operators::{OperatorChange, change_operator},
    sign_in::set_password,
};
use iuvo_domain::{
    OperatorId,
    access::{Grant, Operator, Password, Role, Scope},
};
use reqwest::{Method, Response, redirect::Policy};

use crate::{Town, directory};

/// What every operator of the stories signs in with.
pub const PASSWORD: &str = "una frase lunga e segreta";

impl Town {
    /// A person with some roles and [`PASSWORD`], at `NAME@comune.example`.
    pub async fn operator(&self, name: &str, grants: &[(Role, Scope)]) -> Operator {
        let app = self.app();
        let id = OperatorId::new(app.ids().new_id());
        let operator = Operator::new(id, format!("{name}@comune.example"), name.to_owned());
        let mut changes = vec![OperatorChange::Add(operator.clone())];
        for (role, scope) in grants {
            let grant = Grant::new(*role, *scope).expect("a role that can hold there");
            changes.push(OperatorChange::Grant(operator.clone(), grant));
        }
        for change in changes {
            change_operator(app, &directory::operator(), change).await.expect("it is written");
        }
        let password = Password::new(PASSWORD, &operator.email).expect("a good password");
        set_password(app, &directory::operator(), &operator, password).await.expect("it is set");
        operator
    }

    /// A browser that shows nothing yet.
    pub fn browser(&self) -> Browser {
        Browser::at(self.base_url())
    }

    /// A browser in which an operator has signed in.
    pub async fn signed_in(&self, operator: &Operator) -> Browser {
        let browser = self.browser();
        let page = browser.signs_in(&operator.email, PASSWORD).await;
        assert_eq!(page.status, 303, "{}", page.text);
        browser
    }
}

/// A browser, with the cookies it keeps.
pub struct Browser {
    base_url: String,
    http: reqwest::Client,
    cookie: Mutex<Option<String>>,
}

/// A page as it was answered.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect leads.
    pub leads_to: Option<String>,
    /// What the browser was told to keep.
    pub cookie: Option<String>,
    /// The page itself.
    pub text: String,
}

impl Page {
    async fn of(response: Response) -> Self {
        let header = |name: &str| {
            response.headers().get(name).map(|it| it.to_str().expect("plain text").to_owned())
        };
        Self {
            status: response.status().as_u16(),
            leads_to: header("location"),
            cookie: header("set-cookie"),
            text: response.text().await.expect("a whole page"),
        }
    }

    /// Fails unless the page is answered with this status and says this.
    #[track_caller]
    pub fn assert_says(&self, status: u16, text: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.text.contains(text), "{text} is not in {}", self.text);
    }

    /// Fails unless the page says of these fields alone that they are wrong, in their order: above
    /// the form, by a link to each, and beside it.
    #[track_caller]
    pub fn assert_wrong_fields(&self, fields: &[&str]) {
        let links = self.text.split("<li><a href=\"#").skip(1);
        let linked: Vec<_> = links.filter_map(|it| it.split('"').next()).collect();
        assert_eq!(linked, fields, "{}", self.text);
        let inputs = self.text.split("<input ").skip(1).filter_map(|it| it.split('>').next());
        let wrong: Vec<_> = inputs.filter(|it| it.contains("aria-invalid=\"true\"")).collect();
        assert_eq!(wrong.len(), fields.len(), "{wrong:?}");
        for (input, field) in wrong.iter().zip(fields) {
            assert!(input.contains(&format!(" id=\"{field}\"")), "{input}");
            assert!(input.contains(&format!(" {field}-error\"")), "{input}");
            assert!(self.text.contains(&format!(" id=\"{field}-error\"")), "{}", self.text);
        }
    }

    /// Fails unless the page leads elsewhere.
    #[track_caller]
    pub fn assert_leads_to(&self, path: &str) {
        assert_eq!((self.status, self.leads_to.as_deref()), (303, Some(path)), "{}", self.text);
    }
}

impl Browser {
    /// One that opens pages of a server.
    pub fn at(base_url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build();
        let http = http.expect("an HTTP client");
        Self { base_url: base_url.to_owned(), http, cookie: Mutex::default() }
    }

    /// The same browser, at another server.
    pub fn also_at(&self, base_url: &str) -> Self {
        let other = Self::at(base_url);
        other.keep(self.cookie());
        other
    }

    /// What it shows: `name=value`.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows something else from now on.
    pub fn keep(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = cookie;
    }

    /// Opens a page.
    pub async fn opens(&self, path: &str) -> Page {
        self.calls(Method::GET, path, &[], "same-origin").await
    }

    /// Sends a form of a page of ours.
    pub async fn sends(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.calls(Method::POST, path, form, "same-origin").await
    }

    /// Signs in.
    pub async fn signs_in(&self, email: &str, password: &str) -> Page {
        self.sends("/backoffice/accedi", &[("email", email), ("password", password)]).await
    }

    /// Calls any path, saying from where.
    pub async fn calls(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        site: &str,
    ) -> Page {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base_url));
        request = request.header("sec-fetch-site", site);
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if method != Method::GET {
            request = request.form(form);
        }
        let page = Page::of(request.send().await.expect("the server answers")).await;
        if let Some(set) = &page.cookie {
            self.takes(set.split(';').next().unwrap_or_default());
        }
        page
    }

    /// Keeps what it was told to, in the place of what has the same name; forgets what is empty.
    fn takes(&self, pair: &str) {
        let name = |it: &str| it.split('=').next().unwrap_or_default().to_owned();
        let kept = self.cookie().unwrap_or_default();
        let others = kept.split("; ").filter(|it| !it.is_empty() && name(it) != name(pair));
        let said = Some(pair).filter(|it| !it.ends_with('='));
        let all: Vec<&str> = others.chain(said).collect();
        self.keep(Some(all.join("; ")).filter(|it| !it.is_empty()));
    }
}
