//! As much HTTP/1.1 as a load generator needs: one request, one whole answer, the same connection.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection kept open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer; its body is valid until the next request.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8192) })
    }

    /// Sends a whole request and reads the whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            if read == 0 {
                bail!("the server closed the connection");
            }
            if let Some((start, end)) = extent(&self.buffer)?
                && self.buffer.len() >= end
            {
                let status = status(&self.buffer).context("no status")?;
                let body = self.buffer.get(start..end).context("a body")?;
                return Ok(Answer { status, body });
            }
        }
    }
}

/// One request on a connection of its own.
pub(crate) async fn ask(address: SocketAddr, request: &[u8]) -> Result<(u16, String)> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(request).await?;
    Ok((answer.status, String::from_utf8_lossy(answer.body).into_owned()))
}

/// The head of the answer to a request.
pub(crate) async fn head(address: SocketAddr, request: &[u8]) -> Result<String> {
    let mut connection = Connection::open(address).await?;
    connection.exchange(request).await?;
    let end = find(&connection.buffer, b"\r\n\r\n").unwrap_or_default();
    let head = connection.buffer.get(..end).unwrap_or_default();
    Ok(String::from_utf8_lossy(head).into_owned())
}

/// A GET.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Result<(u16, String)> {
    ask(address, format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n").as_bytes()).await
}

/// A POST, with more headers.
pub(crate) fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Where the body begins and ends, once the headers have arrived.
fn extent(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end_of_headers) = find(answer, b"\r\n\r\n") else {
        return Ok(None);
    };
    let headers = answer.get(..end_of_headers).unwrap_or_default();
    let start = end_of_headers + 4;
    let length = find(headers, b"content-length: ").context("an answer without its length")?;
    let digits = headers.get(length + 16..).unwrap_or_default();
    let length = digits
        .iter()
        .take_while(|it| it.is_ascii_digit())
        .fold(0_usize, |sum, it| sum * 10 + usize::from(it - b'0'));
    Ok(Some((start, start + length)))
}

fn status(answer: &[u8]) -> Option<u16> {
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}

/// Where a text begins in another.
pub(crate) fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|it| it == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nciao";
        assert_eq!(extent(answer).unwrap(), Some((38, 42)));
        assert_eq!(status(answer), Some(200));
        assert_eq!(extent(b"HTTP/1.1 200 OK\r\ncontent-len").unwrap(), None);
        assert!(extent(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
