//! A web address.

use super::matching;
use super::text::{COMPARISON, of, read, store};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, fold};
use crate::value::Value;

/// A web address; always with `http://` or `https://`, so that a tap never runs a script.
#[derive(Debug)]
pub struct UrlKind;

/// Longest address in bytes.
const URL_BYTES: usize = 2_000;

fn scheme_end(text: &str) -> Option<usize> {
    let at = text.find("://")?;
    text[..at].bytes().all(|byte| byte.is_ascii_alphabetic()).then_some(at)
}

impl FieldKind for UrlKind {
    fn store(&self, value: &Value) -> Stored {
        store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        let value = read(stored)?;
        let web = of(&value).and_then(|text| Some(text[..scheme_end(text)?].to_ascii_lowercase()));
        matches!(web.as_deref(), Some("http" | "https")).then_some(value)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let text = input.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > URL_BYTES {
            return Err(BadInput::TooLong);
        }
        let (whole, host) = match scheme_end(text) {
            Some(at) => {
                let scheme = text[..at].to_ascii_lowercase();
                if scheme != "http" && scheme != "https" {
                    return Err(BadInput::Malformed);
                }
                (text.to_owned(), &text[at + 3..])
            }
            None => (format!("https://{text}"), text),
        };
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        let bad = |letter: char| letter.is_whitespace() || letter.is_control();
        let shaped = host.contains('.') && !host.starts_with('.') && !host.contains(['@', '\\']);
        if shaped && !text.contains(bad) && !host.contains("..") && port_is_number(host) {
            Ok(Some(Value::Text(whole)))
        } else {
            Err(BadInput::Malformed)
        }
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|url| Part::Url(url.to_owned())).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        let bare = of(value).map(|url| scheme_end(url).map_or(url, |at| &url[at + 3..]));
        bare.map(|url| fold::sort_key(url.trim_start_matches("www."))).unwrap_or_default()
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        let dull = |word: &String| !matches!(word.as_str(), "http" | "https" | "www");
        of(value).map(|url| fold::words(url).into_iter().filter(dull).collect()).unwrap_or_default()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::WORDS
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        of(value).unwrap_or_default().to_owned()
    }

    fn examples(&self) -> Vec<Value> {
        ["https://example.com/a?b=c#d", "http://www.escobar.org/"]
            .map(|url| Value::Text(url.to_owned()))
            .into()
    }
}

fn port_is_number(host: &str) -> bool {
    host.split_once(':').is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_taken() {
        for (input, expected) in [
            ("example.com", Ok(Some("https://example.com"))),
            ("http://weeks.com/", Ok(Some("http://weeks.com/"))),
            ("HTTPS://x.bd:8080/a", Ok(Some("HTTPS://x.bd:8080/a"))),
            ("", Ok(None)),
            ("javascript:alert(1)", Err(BadInput::Malformed)),
            ("javascript:alert(a.b)", Err(BadInput::Malformed)),
            ("ftp://x.bd", Err(BadInput::Malformed)),
            ("data:text/html,x.y", Err(BadInput::Malformed)),
            ("nothing", Err(BadInput::Malformed)),
            ("a b.com", Err(BadInput::Malformed)),
            ("https://user@x.bd", Err(BadInput::Malformed)),
        ] {
            let expected = expected.map(|url| url.map(|url| Value::Text(url.to_owned())));
            assert_eq!(UrlKind.parse(input, &Context::BANGLADESH), expected, "{input}");
        }
        let script = Stored::Scalar(crate::fields::Scalar::Text("javascript://x.bd/%0aalert(1)".into()));
        assert_eq!(UrlKind.read(&script), None);
    }
}
