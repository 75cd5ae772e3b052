//! Routes: the router and the list of what it serves, made by the same calls.
//!
//! Invariant: whatever is served is listed; the matrix of `docs/authorization.md` calls each of
//! them.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, on},
};

use crate::Edge;

/// Something that is served.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Where, with its parameters: `/node/{environment}/pa-for-node`.
    pub path: String,
    /// By which method.
    pub method: &'static str,
}

/// A router, and what it serves.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Edge>,
    endpoints: Vec<Endpoint>,
}

impl Routes {
    pub(crate) fn get<H: Handler<T, Edge>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.serve(Method::GET.as_str(), MethodFilter::GET, path, handler)
    }

    pub(crate) fn post<H: Handler<T, Edge>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.serve(Method::POST.as_str(), MethodFilter::POST, path, handler)
    }

    pub(crate) fn put<H: Handler<T, Edge>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.serve(Method::PUT.as_str(), MethodFilter::PUT, path, handler)
    }

    pub(crate) fn delete<H: Handler<T, Edge>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.serve(Method::DELETE.as_str(), MethodFilter::DELETE, path, handler)
    }

    pub(crate) fn patch<H: Handler<T, Edge>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.serve(Method::PATCH.as_str(), MethodFilter::PATCH, path, handler)
    }

    fn serve<H: Handler<T, Edge>, T: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        path: &str,
        handler: H,
    ) -> Self {
        self.endpoints.push(Endpoint { path: path.to_owned(), method });
        Self { router: self.router.route(path, on(filter, handler)), ..self }
    }

    /// Serves others below a path.
    pub(crate) fn nest(mut self, path: &str, others: Self) -> Self {
        let nested = others.endpoints.into_iter();
        self.endpoints
            .extend(nested.map(|it| Endpoint { path: format!("{path}{}", it.path), ..it }));
        Self { router: self.router.nest(path, others.router), ..self }
    }

    /// Serves others beside these.
    pub(crate) fn beside(mut self, others: Self) -> Self {
        self.endpoints.extend(others.endpoints);
        Self { router: self.router.merge(others.router), ..self }
    }

    /// Layers and fallbacks, which serve nothing by themselves.
    pub(crate) fn dress(self, with: impl FnOnce(Router<Edge>) -> Router<Edge>) -> Self {
        Self { router: with(self.router), ..self }
    }

    pub(crate) fn into_router(self) -> Router<Edge> {
        self.router
    }

    pub(crate) fn into_endpoints(mut self) -> Vec<Endpoint> {
        self.endpoints.sort();
        self.endpoints
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// What is routed elsewhere would be served and not listed.
    #[test]
    fn nothing_is_routed_elsewhere() {
        fn check(folder: &Path) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    check(&path);
                } else if !path.ends_with("routes.rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let routes = [".route(", ".route_service(", ".nest_service(", ".merge("];
                    assert!(!routes.iter().any(|it| text.contains(it)), "{}", path.display());
                }
            }
        }
        check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    }
}
