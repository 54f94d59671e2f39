//! A browser that only fetches: one connection that stays open, one session.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

/// Whoever waits longer has given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection to the server.
pub struct Client {
    at: SocketAddr,
    stream: BufReader<TcpStream>,
    cookie: String,
}

/// What the server said.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Client {
    /// Connects as somebody with that cookie; nobody is signed in without one.
    pub fn new(at: SocketAddr, cookie: &str) -> Result<Client> {
        let stream = TcpStream::connect(at).with_context(|| format!("nobody answers at {at}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client {
            at,
            stream: BufReader::new(stream),
            cookie: cookie.to_owned(),
        })
    }

    /// Fetches a page that has to be there.
    pub fn page(&mut self, path: &str) -> Result<Answer> {
        let answer = self.get(path)?;
        ensure!(answer.status == 200, "{path} answers {}", answer.status);
        Ok(answer)
    }

    /// Fetches an address, compressed, as a browser does that follows a link of the desk. Every answer
    /// says how long its body is.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\
             Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\n\r\n",
            self.at, self.cookie
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("{first:?} is no answer"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line
                .split_once(':')
                .with_context(|| format!("{line:?} is no header"))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .with_context(|| format!("{path} does not say how long it is"))?;
        answer.body = vec![0; length.parse()?];
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server hung up");
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}
