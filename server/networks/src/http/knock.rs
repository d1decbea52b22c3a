//! A request of which only the status counts, to an address that a person named. What else is answered is not even read.

use reqwest::RequestBuilder;

use super::Http;

/// Why there was no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoStatus {
    /// The address, or what its name leads to, is inside.
    Inside,
    /// No connection stood: no such name, nobody there, no TLS.
    NotReached,
    /// No answer in time.
    TimedOut,
}

impl Http {
    /// Sends, and tells the status.
    pub(crate) async fn knock(&self, request: RequestBuilder) -> Result<u16, NoStatus> {
        let request = request.build().map_err(|_| NoStatus::NotReached)?;
        if !self.lets(request.url()) {
            return Err(NoStatus::Inside);
        }
        match tokio::time::timeout(self.total, self.client.execute(request)).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(error)) if is_inside(&error) => Err(NoStatus::Inside),
            Ok(Err(error)) if error.is_timeout() => Err(NoStatus::TimedOut),
            Ok(Err(_)) => Err(NoStatus::NotReached),
            Err(_) => Err(NoStatus::TimedOut),
        }
    }
}

/// Whether the guard kept the connection from being opened: it answers names of inside addresses with that.
fn is_inside(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |it| it.source());
    let kinds = causes.filter_map(|it| it.downcast_ref::<std::io::Error>());
    error.is_connect()
        && kinds.into_iter().any(|it| it.kind() == std::io::ErrorKind::PermissionDenied)
}
