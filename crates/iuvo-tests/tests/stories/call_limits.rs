//! A key may call the archive so often, and is told what it has left.

use std::num::NonZeroU32;

use iuvo_app::directory::DirectoryChange;
use iuvo_tests::{Town, ids, stories};
use jiff::SignedDuration;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

const REMAINING: &str = "x-remaining-calls-per-min";

async fn limit(town: &Town, key: &str, calls: u32) {
    let name = format!("gestionale {key}");
    let directory = town.app().directory();
    let client = directory.clients().find(|it| it.name == name).expect("a client").clone();
    let limit = DirectoryChange::LimitCalls(client, NonZeroU32::new(calls));
    town.change(limit).await.expect("it is limited");
}

async fn list(town: &Town, key: &str) -> Response {
    call(town, key, &format!("/organizations/{}/debtpositions", ids::TOWN)).await
}

async fn call(town: &Town, key: &str, path: &str) -> Response {
    let url = format!("{}/gpd/debt-positions-service/v1{path}", town.base_url());
    let request = reqwest::Client::builder().no_proxy().build().expect("a client").get(url);
    let request = request.header("Ocp-Apim-Subscription-Key", key);
    request.send().await.expect("an answer")
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|it| it.to_str().expect("text"))
}

stories! {
    async fn a_key_that_calls_too_often_is_told_when_to_come_back(town: Town) {
        limit(&town, ids::KEY, 2).await;
        let first = list(&town, ids::KEY).await;
        assert_eq!((first.status(), header(&first, REMAINING)), (StatusCode::OK, Some("1")));
        let second = call(&town, ids::KEY, "/info").await;
        assert_eq!((second.status(), header(&second, REMAINING)), (StatusCode::OK, Some("0")));

        let third = list(&town, ids::KEY).await;
        assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(header(&third, REMAINING), Some("0"));
        let seconds: i64 = header(&third, "retry-after").expect("a time").parse().unwrap();
        assert!((1..=10).contains(&seconds), "{seconds}");
        let told = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
        let body: Value = third.json().await.expect("JSON");
        assert_eq!(body, json!({ "statusCode": 429, "message": told }));

        town.advance(SignedDuration::from_secs(seconds));
        assert_eq!(list(&town, ids::KEY).await.status(), StatusCode::OK);
    }

    async fn nobody_pays_for_the_calls_of_another_key(town: Town) {
        limit(&town, ids::KEY, 1).await;
        assert_eq!(list(&town, ids::KEY).await.status(), StatusCode::OK);
        for _ in 0..3 {
            assert_eq!(list(&town, "nobody").await.status(), StatusCode::UNAUTHORIZED);
            let other = list(&town, ids::BROKER_KEY).await;
            assert_eq!((other.status(), header(&other, REMAINING)), (StatusCode::OK, None));
        }
        assert_eq!(list(&town, ids::KEY).await.status(), StatusCode::TOO_MANY_REQUESTS);

        limit(&town, ids::KEY, 0).await;
        assert_eq!(list(&town, ids::KEY).await.status(), StatusCode::OK);
    }
}
