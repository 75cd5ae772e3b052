//! People and the roles they were granted, at the command line.

use iuvo_app::operators::list_operators;
use iuvo_domain::access::{Action, Actor, Target, may};
use iuvo_tests::{Said, Town, ids, run_command, stories};

const EMAIL: &str = "anna@comune.example";

async fn operator(town: &Town, words: &str) -> Said {
    run_command(town.database(), &format!("admin operator {words}")).await
}

async fn done(town: &Town, words: &str) {
    let said = operator(town, words).await;
    assert!(said.ok, "{words}: {}", said.complaint);
}

/// Whether the operator may do something with the positions of a service of the town.
async fn may_do(town: &Town, action: Action) -> bool {
    let operators = list_operators(town.app()).await.unwrap();
    let directory = town.app().directory();
    let profile = directory.workspace(town.workspace(ids::TOWN)).unwrap();
    let service = profile.services.iter().find(|it| it.code == "TARI").unwrap().id;
    let target = Target::Service(profile, service);
    may(&directory, Actor::Operator(&operators[0]), action, target)
}

stories! {
    async fn a_person_is_given_roles_loses_them_and_each_act_is_told(town: Town) {
        let here = format!("--email {EMAIL} --organization {} --environment collaudo", ids::TOWN);
        done(&town, &format!("add --email {} --name Anna", EMAIL.to_uppercase())).await;
        assert!(!may_do(&town, Action::WritePositions).await);
        done(&town, &format!("grant {here} --role operatore --service TARI")).await;
        assert!(may_do(&town, Action::WritePositions).await);
        assert!(!may_do(&town, Action::WithdrawPositions).await);
        done(&town, &format!("grant {here} --role referente-pagamenti")).await;
        // Given again, it changes nothing.
        done(&town, &format!("grant {here} --role referente-pagamenti")).await;
        assert!(may_do(&town, Action::WithdrawPositions).await);
        done(&town, &format!("disable --email {EMAIL}")).await;
        assert!(!may_do(&town, Action::WritePositions).await);
        done(&town, &format!("enable --email {EMAIL}")).await;
        done(&town, &format!("revoke {here} --role referente-pagamenti")).await;
        assert!(!may_do(&town, Action::WithdrawPositions).await);

        let listed = operator(&town, "list --json").await.json;
        assert_eq!(listed[0]["email"], EMAIL);
        let role = format!("Operatore, ente {} collaudo, servizio TARI", ids::TOWN);
        assert_eq!(listed[0]["roles"], serde_json::json!([role]));
        let told = "select count(*) from audit_entry where act like 'role.%' and chain = ";
        let told = format!("{told}{}", town.workspace(ids::TOWN));
        assert_eq!(town.rows().number(&told).await, 3);
        let told = "select count(*) from audit_entry where act like 'operator.%' and chain = 0";
        assert_eq!(town.rows().number(told).await, 3);
        assert!(run_command(town.database(), "admin audit verify").await.ok);
    }

    async fn what_makes_no_sense_is_refused_and_leaves_nothing(town: Town) {
        done(&town, &format!("add --email {EMAIL} --name Anna")).await;
        let here = format!("--email {EMAIL} --organization {} --environment collaudo", ids::TOWN);
        let entries = town.rows().count("audit_entry").await;
        for (words, why) in [
            (format!("add --email {EMAIL} --name Altra"), "L'indirizzo è già di una persona."),
            (format!("grant {here} --role amministratore"), "con --broker"),
            (format!("grant {here} --role referente-tecnico --service TARI"), "alcuni servizi"),
            (format!("grant {here} --role operatore --service NULLA"), "non ha il servizio NULLA"),
            (
                format!("grant --email {EMAIL} --role operatore --broker {}", ids::BROKER),
                "soltanto il ruolo di amministratore",
            ),
            (format!("revoke {here} --role operatore"), "non ha questo ruolo"),
            ("disable --email b@comune.example".to_owned(), "Nessuno ha l'indirizzo"),
            (format!("grant {here} --role sindaco"), "vale amministratore, referente-pagamenti"),
        ] {
            let said = operator(&town, &words).await;
            assert!(!said.ok && said.complaint.contains(why), "{words}: {}", said.complaint);
        }
        assert_eq!(town.rows().count("operator_grant").await, 0);
        assert_eq!(town.rows().count("audit_entry").await, entries);
    }
}
